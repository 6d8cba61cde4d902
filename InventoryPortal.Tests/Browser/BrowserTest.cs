using Microsoft.Playwright;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>A test in the browser: its sessions are closed afterwards, and photographed when it failed.</summary>
[Collection<BrowserCollection>]
public abstract class BrowserTest(PortalBrowser portal) : IAsyncLifetime
{
    private readonly List<BrowserSession> _sessions = [];

    protected PortalBrowser Portal { get; } = portal;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Portal.Require();
        return ValueTask.CompletedTask;
    }

    /// <summary>A browser in which this person is signed in.</summary>
    protected async Task<BrowserSession> AsAsync(string email, string password = PortalBrowser.Password)
    {
        var session = await OpenAsync();
        await session.SignInAsync(email, password);
        return session;
    }

    protected Task<BrowserSession> AsAdminAsync() => AsAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);

    protected async Task<BrowserSession> OpenAsync(string locale = "en-GB")
    {
        var session = await Portal.OpenAsync(locale);
        _sessions.Add(session);
        return session;
    }

    /// <summary>The same at another address: another name of the portal, or a portal of the test's own.</summary>
    protected async Task<BrowserSession> OpenAsync(Uri address)
    {
        var session = await Portal.OpenAsync(address);
        _sessions.Add(session);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        for (var i = 0; i < _sessions.Count; i++)
        {
            if (failed)
            {
                var name = $"{TestContext.Current.TestMethod?.MethodName}-{i + 1}.png";
                await _sessions[i].Page.ScreenshotAsync(new() { Path = Path.Combine(RepositoryFiles.Root, "TestResults", "browser", name), FullPage = true });
            }
            await _sessions[i].DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }
}
