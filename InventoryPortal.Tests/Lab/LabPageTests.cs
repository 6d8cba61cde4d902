using System.Security.Claims;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components;
using InventoryPortal.Components.Pages.Lab;
using InventoryPortal.Domain.Values;
using InventoryPortal.Lab;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace InventoryPortal.Tests.Lab;

[Collection<LabCollection>]
public sealed class LabPageTests(LabWorld world)
{
    /// <summary>A page may take this long on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_editor_sees_both_stores_beside_the_plan_and_switches_a_fault()
    {
        await using var browser = await BrowserAsync(Role.Editor, lab: true);
        var page = browser.Render<LabPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("article").Count), Patience);
        page.WaitForAssertion(() => Assert.All(page.FindAll("[data-figure=differing]"), f => Assert.Equal("0", f.TextContent)), Patience);
        var outlet = page.FindComponents<LabShopPanel>().Single(p => p.Instance.Shop.Key == "outlet");
        await page.InvokeAsync(() => outlet.FindAll("input[type=checkbox]")[(int)LabFault.HooksDoubled].Change(true));
        page.WaitForAssertion(() => Assert.Contains(LabFault.HooksDoubled, world.Outlet.Faults), Patience);
        await page.InvokeAsync(() => outlet.FindAll("input[type=checkbox]")[(int)LabFault.HooksDoubled].Change(false));
        page.WaitForAssertion(() => Assert.Empty(world.Outlet.Faults), Patience);
    }

    [Fact]
    public async Task Shoppers_are_let_in_and_kept_at_home_by_a_button()
    {
        await using var browser = await BrowserAsync(Role.Editor, lab: true);
        var page = browser.Render<LabPage>();
        page.WaitForAssertion(() => Assert.Contains("Let shoppers in", page.Markup, StringComparison.Ordinal), Patience);
        // The page is drawn every second: found and clicked in one go, or the button is another's by then.
        await page.InvokeAsync(() => page.FindAll("button").Single(b => b.TextContent.Contains("180", StringComparison.Ordinal)).Click());
        page.WaitForAssertion(() => Assert.Equal(180, world.Shops.OrdersPerMinute), Patience);
        Assert.True(world.Shops.IsPaused);
    }

    [Theory]
    [InlineData(Role.Viewer, true, "Not for your role")]
    [InlineData(Role.Editor, false, "The Lab is off")]
    public async Task Whoever_cannot_use_it_is_told_why(Role role, bool lab, string expected)
    {
        await using var browser = await BrowserAsync(role, lab);
        var page = browser.Render<LabPage>();
        page.WaitForAssertion(() => Assert.Contains(expected, page.Markup, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("article"));
    }

    private async Task<BunitContext> BrowserAsync(Role role, bool lab)
    {
        var email = $"{Guid.NewGuid():N}@example.test";
        var made = await world.Get<PeopleStore>().CreateAsync(CommandContext.System, email, "correct horse battery staple", role, Stop);
        var id = Assert.IsType<CommandAnswer<Person>.Done>(made).Value.Id;
        var stamp = await world.Get<PortalDatabase>().ReadAsync((db, token) => db.Users.Where(u => u.Id == id).Select(u => u.SecurityStamp).SingleAsync(token), Stop);
        var browser = new BunitContext();
        browser.Services.AddSingleton(world.Get<PortalFeed>());
        browser.Services.AddSingleton(world.Get<RightsLookup>());
        browser.Services.AddSingleton(TimeProvider.System);
        if (lab)
        {
            browser.Services.AddSingleton(world.Get<LabDesk>());
        }
        browser.Services.AddLocalization(o => o.ResourcesPath = "Resources");
        browser.Services.AddPortalUi();
        browser.Services.AddSingleton<AuthenticationStateProvider>(new SignedInAs(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, id), new Claim(ClaimTypes.Email, email), new Claim("AspNet.Identity.SecurityStamp", stamp!)], "test"))));
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.SetRendererInfo(new RendererInfo("Server", true));
        return browser;
    }

    private sealed class SignedInAs(ClaimsPrincipal person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(person));
    }
}
