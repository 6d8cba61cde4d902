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
    public void Whoever_has_a_network_of_addresses_has_one_address()
    {
        using var throttle = new SignInThrottle(Options.Create(new AccessOptions { SignInsPerMinutePerAddress = 1 }));
        Assert.True(throttle.TryEnter("2001:db8:0:1::1"));
        Assert.False(throttle.TryEnter("2001:db8:0:1:ffff::2"));
        Assert.True(throttle.TryEnter("2001:db8:0:2::1"));
        Assert.True(throttle.TryEnter("::ffff:192.0.2.1"));
        Assert.True(throttle.TryEnter("::ffff:192.0.2.2"));
    }

    [Fact]
    public async Task A_name_as_long_as_a_form_is_counted_and_not_kept()
    {
        await using var portal = PortalHost.Start(new Dictionary<string, string?> { ["Access:SignInsPerMinutePerAddress"] = "3" });
        using var browser = portal.Browser();
        for (var i = 0; i < 3; i++)
        {
            using var refused = await browser.SignInAsync(Stop, new string('a', 1_000_000));
            Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        }
        using var tooMany = await browser.SignInAsync(Stop, new string('b', 1_000_000));
        Assert.Equal(HttpStatusCode.TooManyRequests, tooMany.StatusCode);
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
