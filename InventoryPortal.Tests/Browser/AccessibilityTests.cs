using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using InventoryPortal.Domain.Values;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>
/// Every page, with something to show, in both languages: axe finds nothing serious in either theme, nothing is wider than a small
/// phone, no English is left on a Chinese page, and nothing breaks in the browser meanwhile.
/// </summary>
public sealed partial class AccessibilityTests(PortalBrowser portal) : BrowserTest(portal)
{
    /// <summary>Pixels of the narrowest phone that people still use.</summary>
    private const int Phone = 360;

    /// <summary>The language goes with the account: nobody else's tests are to be in Chinese.</summary>
    private const string Reader = "reader@example.test";

    /// <summary>Everything that axe looks at.</summary>
    private static readonly string[] All = [];

    /// <summary>What a theme can change.</summary>
    private static readonly string[] Colours = ["color-contrast", "link-in-text-block"];

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private static readonly string[] Pages =
    [
        "", "products", $"products/{SampleStore.Sku}", $"products/{SampleStore.Sku}?at=2026-11-24T00:00:00Z", "channels", $"channels/{SampleStore.ChannelKey}", "mapping", "reconcile", "sync", "schedules?name=full-sync", "inbox", "risk", "risk?view=oversells", "risk?view=flash", "risk/replay", "alerts", "alerts/destinations", "settings",
        "?kiosk=1", "movements", "sync?view=work",
        "errors", "activity", "users", "preferences", "account/security", "account/sessions", "import", "import?kind=products",
    ];

    [Fact]
    public async Task The_sign_in_page_has_no_serious_finding()
    {
        var session = await OpenAsync();
        await session.GoAsync("sign-in");

        Assert.Empty(await FindingsAsync(session));
        await session.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(session.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.Empty(await FindingsAsync(session, Colours));
    }

    [Fact]
    public async Task No_page_has_a_serious_finding_in_any_language_or_theme_nor_is_it_wider_than_a_phone_nor_half_translated()
    {
        var job = await Portal.SampleAsync();
        await Portal.AddPersonAsync(Reader, Role.Admin);
        var session = await AsAsync(Reader);
        var findings = new List<string>();
        foreach (var language in new[] { "en", "zh-CN" })
        {
            await session.Page.GotoAsync($"culture?c={language}&returnUrl=%2Fpreferences");
            foreach (var path in Pages.Append($"sync/jobs/{job}"))
            {
                findings.AddRange((await LookAsync(session, path, language)).Select(f => $"{language} /{path}: {f}"));
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings.Distinct()));
    }

    [Fact]
    public async Task A_nameless_button_would_be_found()
    {
        var session = await OpenAsync();
        await session.GoAsync("sign-in");
        await session.Page.EvaluateAsync("document.querySelector('main').append(document.createElement('button'))");

        var findings = await FindingsAsync(session);

        Assert.Contains(findings, f => f.StartsWith("button-name", StringComparison.Ordinal));
    }

    private static async Task<List<string>> LookAsync(BrowserSession session, string path, string language)
    {
        var page = session.Page;
        await session.GoAsync(path);
        // What a person can unfold is looked at as well.
        await page.EvaluateAsync("document.querySelectorAll('main details').forEach(part => part.open = true)");
        // Each language once with every rule, each theme in each language with the rules about colours.
        var (first, second) = language == "en" ? ("light", "dark") : ("dark", "light");
        await page.EvaluateAsync("theme => portal.theme(theme)", first);
        var findings = (await FindingsAsync(session)).Select(f => $"{first} {f}").ToList();
        await page.EvaluateAsync("theme => portal.theme(theme)", second);
        findings.AddRange((await FindingsAsync(session, Colours)).Select(f => $"{second} {f}"));
        if (language != "en")
        {
            findings.AddRange(await EnglishAsync(page));
        }
        await page.SetViewportSizeAsync(Phone, 740);
        findings.AddRange(await TooWideAsync(page));
        await page.SetViewportSizeAsync(1280, 900);
        findings.AddRange(session.Faults);
        return findings;
    }

    // In the page itself: the package's own runner opens a second page each time.
    private static async Task<IReadOnlyList<string>> FindingsAsync(BrowserSession session, string[]? rules = null)
    {
        if (!await session.Page.EvaluateAsync<bool>("'axe' in window"))
        {
            await session.Page.EvaluateAsync(Axe);
        }
        return await session.Page.EvaluateAsync<string[]>(
            """
            async (rules) => {
              const result = await axe.run(document, { resultTypes: ['violations'], ...(rules.length ? { runOnly: { type: 'rule', values: rules } } : {}) });
              return result.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.id}: ${v.help} ${v.nodes.map(n => n.html.slice(0, 300)).join(' | ')}`);
            }
            """,
            rules ?? All);
    }

    // Which element reaches beyond the phone, unless something around it scrolls by itself.
    private static async Task<IEnumerable<string>> TooWideAsync(IPage page) =>
        (await page.EvaluateAsync<string[]>(
            """
            () => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) { return []; }
              const scrolls = (e) => { for (let p = e.parentElement; p; p = p.parentElement) { if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX) && p !== document.body) { return true; } } return false; };
              return [...document.querySelectorAll('main *, header *')]
                .filter(e => e.getBoundingClientRect().right > width + 1 && !scrolls(e))
                .slice(0, 5).map(e => e.outerHTML.slice(0, 160));
            }
            """))
        .Select(e => "too wide: " + e);

    // What a person reads or hears: texts, and the attributes that name things. Data of the merchant, names and codes may be Latin.
    private static async Task<IEnumerable<string>> EnglishAsync(IPage page) =>
        (await page.EvaluateAsync<string[]>(
            """
            () => {
              const out = [document.title];
              const skip = (e) => e.closest('pre, code, kbd, script, style, noscript, .mono, [lang=en], option') !== null;
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) { if (walk.currentNode.parentElement && !skip(walk.currentNode.parentElement)) { out.push(walk.currentNode.textContent); } }
              for (const e of document.querySelectorAll('[title], [aria-label], [placeholder], [alt]')) {
                if (!skip(e)) { for (const a of ['title', 'aria-label', 'placeholder', 'alt']) { out.push(e.getAttribute(a) ?? ''); } }
              }
              return out;
            }
            """))
        .Select(t => Allowed().Replace(t, " ").Trim())
        .Where(t => Latin().IsMatch(t))
        .Distinct()
        .Select(t => "English left: " + t);

    // Names (of the portal, kinds, products, people, zones), codes, keys, units, and what the tests call theirs.
    [GeneratedRegex(
        @"InventoryPortal|Chrome|Linux|PIN\b|WooCommerce|Shopify|Amazon|eBay|Taobao|Tmall|Excel|Entra ID|HTTP|http\b|Webhook|webhook|Lab\b|Ctrl|\bK\b|SKU|CSV|API|ID\b|URL|JSON|TLS|UTC|English|\bEN\b|Europe/Berlin|[A-Za-z]+/[A-Za-z_/]+" +
        @"|[\w.-]+@[\w.-]+|https?://\S+|\b[A-Z][A-Za-z]+:[A-Z][A-Za-z]+|SQL ?Server|SqlServer|SQLite|Redis|Sqlite|startTls|\btls\b|\bjson\b|\bsimple\b|\bOff\b|\bKey\b|\bLoopback\b|/metrics|\brestore\b|Slack|Teams|Night shift|AXE-1|TWICE|Enter|Esc|none|(Product )?\b[A-Z]{2,}-\d+|Palette mug|Draft (?:mug|bowl)|Made by keys|Renamed by keys|Axe shop|axe-shop|Watched|watched|Given up|It is a draft\.|Looked at|Claimed twice|Nobody's|TimeoutException|The operation took too long\.|order\.updated|products/batch|stock\.adjust|system|delivery|Bootstrap|\b(ms|s|g|p)\b|[a-z]+\.[a-z]+",
        RegexOptions.None)]
    private static partial Regex Allowed();

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Latin();
}
