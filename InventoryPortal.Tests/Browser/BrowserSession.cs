using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace InventoryPortal.Tests.Browser;

/// <summary>One person's browser: one context, one page, and what went wrong in it.</summary>
public sealed class BrowserSession : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();

    public BrowserSession(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _faults.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A page that answers 404 on purpose says so on the console.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _faults.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Script errors and refused content.</summary>
    public IReadOnlyCollection<string> Faults => [.. _faults];

    /// <summary>Fills the sign-in form as a person does, and waits until the portal answers with its menu.</summary>
    public async Task SignInAsync(string email, string password)
    {
        await Page.GotoAsync("sign-in");
        await Page.GetByLabel("Email").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(Page).Not.ToHaveURLAsync(new Regex("sign-in"));
    }

    /// <summary>Opens a page and waits until it is live: the heading is there and the circuit answers.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await Assertions.Expect(Page.Locator("main h1:not(.visually-hidden)")).ToBeVisibleAsync();
        await LivesAsync();
    }

    /// <summary>Waits until a page that was gone to within the circuit is there: its heading has the focus and it has read what it shows.</summary>
    public async Task ArrivesAsync(string heading)
    {
        var h1 = Page.Locator("main h1");
        await Assertions.Expect(h1).ToHaveTextAsync(heading);
        await Assertions.Expect(h1).ToBeFocusedAsync();
        await LivesAsync();
    }

    /// <summary>Waits until the circuit has taken the page up and the page has read what it shows. Pages without a circuit are ready at once.</summary>
    public Task LivesAsync() => Page.WaitForFunctionAsync(
        "() => document.readyState === 'complete' && (!document.querySelector('.mud-layout') || (document.documentElement.dataset.alive !== undefined && !document.querySelector('main .mud-progress-linear, main .waiting')))");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
