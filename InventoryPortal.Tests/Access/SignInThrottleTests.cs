using System.Net;
using InventoryPortal.Access;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class SignInThrottleTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public void Guessing_one_account_from_many_addresses_is_slowed_down()
    {
        using var throttle = new SignInThrottle(Options.Create(new AccessOptions { SignInsPerMinutePerAccount = 2 }));
        Assert.True(throttle.TryEnter("192.0.2.1", "eve@example.test"));
        Assert.True(throttle.TryEnter("192.0.2.2", "EVE@example.test "));
        Assert.False(throttle.TryEnter("192.0.2.3", "eve@example.test"));
        Assert.True(throttle.TryEnter("192.0.2.3", "bob@example.test"));
    }

    [Fact]
    public async Task Guessing_many_accounts_from_one_address_gets_429_on_the_page()
    {
        await using var portal = PortalHost.Start(new Dictionary<string, string?> { ["Access:SignInsPerMinutePerAddress"] = "2" });
        using var browser = portal.Browser();
        using var first = await browser.SignInAsync(Stop, "a@example.test");
        using var second = await browser.SignInAsync(Stop, "b@example.test");
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        using var third = await browser.SignInAsync(Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Contains("Too many tries", await third.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }
}
