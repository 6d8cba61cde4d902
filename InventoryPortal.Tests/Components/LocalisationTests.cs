using InventoryPortal.Components;
using InventoryPortal.Components.Localisation;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class LocalisationTests
{
    [Theory]
    [InlineData("/products?stock=low", "/products?stock=low")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData(null, "/")]
    public void The_way_back_from_a_choice_of_language_stays_in_the_portal(string? asked, string went) =>
        Assert.Equal(went, CultureEndpoints.LocalOrRoot(asked));

    [Fact]
    public async Task A_browser_that_asks_for_any_Chinese_gets_Simplified_Chinese_and_the_choice_of_the_person_wins()
    {
        await using var host = PortalHost.Start();
        using var browser = host.Browser();
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-TW,en;q=0.5");
        Assert.Contains("<html lang=\"zh-CN\"", await browser.GetStringAsync("/sign-in", Stop), StringComparison.Ordinal);
        using var chosen = await browser.GetAsync("/culture?c=en&returnUrl=%2Fsign-in", Stop);
        Assert.Equal("/sign-in", chosen.Headers.Location!.OriginalString);
        Assert.Contains("<html lang=\"en\"", await browser.GetStringAsync("/sign-in", Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("Not/AZone", null)]
    [InlineData("", null)]
    public void A_zone_that_does_not_exist_counts_as_unknown(string cookie, string? zone)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Request.Headers.Cookie = $"portal.zone={Uri.EscapeDataString(cookie)}; portal.dark=1";
        Assert.Equal(new BrowserFacts(zone, Dark: true), BrowserFacts.FromCookies(http.Request.Cookies));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
