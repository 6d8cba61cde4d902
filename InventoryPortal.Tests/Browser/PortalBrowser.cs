using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>
/// Tests in a real browser share one portal and one Chromium: both are heavy, so that they have the machine to themselves, behind all others.
/// </summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class BrowserCollection : ICollectionFixture<PortalBrowser>;

/// <summary>One portal on a real port and one Chromium. Every person gets a context of their own: cookies are not shared.</summary>
public sealed class PortalBrowser : IAsyncLifetime
{
    public const string ViewerEmail = "viewer@example.test";
    public const string OperatorEmail = "operator@example.test";
    public const string EditorEmail = "editor@example.test";
    public const string Password = "a quiet harbour at dawn";

    /// <summary>Where Chromium is looked for when <c>CHROMIUM_PATH</c> is not set: Debian's package.</summary>
    private const string DefaultChromium = "/usr/bin/chromium";

    /// <summary>Milliseconds that a page may take on a busy machine of two cores.</summary>
    private const float PageTimeout = 30_000;

    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--no-first-run", "--disable-background-networking"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private PortalHost? _host;
    private string? _lacking;
    private Task<long>? _sample;

    /// <summary>The portal behind the pages.</summary>
    public PortalHost Host => _host!;

    public async ValueTask InitializeAsync()
    {
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } path ? path : DefaultChromium;
        if (!File.Exists(chromium))
        {
            _lacking = $"There is no Chromium at {chromium}; install it or set CHROMIUM_PATH.";
            return;
        }
        _host = PortalHost.Start();
        await AddPersonAsync(ViewerEmail, Role.Viewer);
        await AddPersonAsync(OperatorEmail, Role.Operator);
        await AddPersonAsync(EditorEmail, Role.Editor);
        Assertions.SetDefaultExpectTimeout(PageTimeout);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Headless = true, ChromiumSandbox = false, Args = Flags });
    }

    /// <summary>Adds somebody who signs in with <see cref="Password"/>.</summary>
    public async Task AddPersonAsync(string email, Role role) => Assert.IsType<CommandAnswer<Person>.Done>(
        await Host.Services.GetRequiredService<PeopleStore>().CreateAsync(CommandContext.System, email, Password, role, CancellationToken.None));

    /// <summary>Sees to it that every page has something to show (<see cref="SampleStore"/>); returns the id of its job.</summary>
    public Task<long> SampleAsync() => _sample ??= SampleStore.AddAsync(Host.Services.GetRequiredService<PortalDatabase>(), CancellationToken.None);

    /// <summary>Skips the test where there is no Chromium; on a build machine its lack is a failure.</summary>
    public void Require()
    {
        if (_lacking is null)
        {
            return;
        }
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", _lacking);
        Assert.Skip(_lacking);
    }

    /// <summary>A browser of its own, nobody signed in.</summary>
    public Task<BrowserSession> OpenAsync(string locale = "en-GB") => OpenAsync(Host.Address, locale);

    /// <summary>The same at another portal.</summary>
    public async Task<BrowserSession> OpenAsync(Uri portal, string locale = "en-GB")
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = portal.ToString(),
            Locale = locale,
            TimezoneId = "Europe/Berlin",
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1280, Height = 900 },
        });
        context.SetDefaultTimeout(PageTimeout);
        return new BrowserSession(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
