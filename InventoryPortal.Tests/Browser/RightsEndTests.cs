using System.Text.RegularExpressions;
using InventoryPortal.Access;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>What somebody loses in one browser is lost in another that is open: at the next action, and the whole session within a minute.</summary>
public sealed partial class RightsEndTests(PortalBrowser portal, ITestOutputHelper output) : BrowserTest(portal)
{
    private const string Sku = "RIGHTS-END";

    /// <summary>Within which an open page of somebody who was shut out must show the sign-in, in milliseconds.</summary>
    private const float WholeMinute = 60_000;

    [Fact]
    public async Task A_person_disabled_in_one_browser_is_refused_at_the_next_action_in_another_and_signed_out_within_a_minute()
    {
        var (ada, theirs) = await AtProductAsync("disabled@example.test", Role.Operator);
        var admin = await AsAdminAsync();
        await admin.GoAsync("users");
        await OpenAdjustmentAsync(theirs, 3);

        await admin.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = ada.Email }).GetByRole(AriaRole.Button, new() { Name = "Disable", Exact = true }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Assertions.Expect(admin.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = ada.Email })).ToContainTextAsync("Disabled");
        var since = TimeProvider.System.GetTimestamp();

        // The dialog was open when the right ended.
        await SaveAsync(theirs);
        await RefusedAsync(theirs, ada);
        await Assertions.Expect(theirs.Page).ToHaveURLAsync(SignIn(), new() { Timeout = WholeMinute });
        output.WriteLine($"Signed out {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s after the administrator's click was answered.");
    }

    [Fact]
    public async Task A_session_ended_elsewhere_does_nothing_more_and_the_others_of_the_person_go_on()
    {
        var (ada, ended) = await AtProductAsync("sessions@example.test", Role.Operator);
        var kept = await AsAsync(ada.Email);
        await kept.GoAsync("account/sessions");
        await Assertions.Expect(kept.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await OpenAdjustmentAsync(ended, 3);

        await kept.Page.GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
        await Assertions.Expect(kept.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);

        await SaveAsync(ended);
        await RefusedAsync(ended, ada);
        await kept.GoAsync("products");
        await Assertions.Expect(kept.Page).ToHaveURLAsync(new Regex("/products$"));
    }

    [Fact]
    public async Task Whoever_is_lowered_with_a_page_open_is_refused_what_the_page_still_shows()
    {
        var (ada, theirs) = await AtProductAsync("lowered@example.test", Role.Operator);
        await OpenAdjustmentAsync(theirs, 3);
        Assert.IsType<CommandAnswer<Person>.Done>(await People.SetRightsAsync(CommandContext.System, ada.Id, Role.Viewer, null, Token));

        await SaveAsync(theirs);
        await RefusedAsync(theirs, ada);
        var again = await AsAsync(ada.Email);
        await again.GoAsync($"products/{Sku}");
        await Assertions.Expect(again.Page.GetByRole(AriaRole.Button, new() { Name = "Adjust stock" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_sign_out_ends_the_session_on_record()
    {
        await Portal.AddPersonAsync("leaver@example.test", Role.Viewer);
        var session = await AsAsync("leaver@example.test");
        await session.GoAsync("account/sessions");
        var id = (await PersonAsync("leaver@example.test")).Id;
        var sessions = Portal.Host.Services.GetRequiredService<SessionQueries>();
        Assert.Single(await sessions.OpenAsync(id, Token));

        await session.Page.Locator("header button[aria-label*='leaver@example.test']").ClickAsync();
        await session.Page.GetByText("Sign out", new() { Exact = true }).ClickAsync();

        await Assertions.Expect(session.Page).ToHaveURLAsync(SignIn());
        Assert.Empty(await sessions.OpenAsync(id, Token));
    }

    private PeopleStore People => Portal.Host.Services.GetRequiredService<PeopleStore>();

    private async Task<(Person Person, BrowserSession Session)> AtProductAsync(string email, Role role)
    {
        using var api = Portal.Host.Api();
        using var made = await api.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v1/products")
        {
            Headers = { { "Idempotency-Key", "rights-end-" + email } },
            Content = System.Net.Http.Json.JsonContent.Create(new { sku = Sku, name = "Rights end", onHand = 10 }),
        }, Token);
        await Portal.AddPersonAsync(email, role);
        var session = await AsAsync(email);
        await session.GoAsync($"products/{Sku}");
        return (await PersonAsync(email), session);
    }

    private async Task<Person> PersonAsync(string email) =>
        (await Portal.Host.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 500, Token)).Single(p => p.Email == email);

    private static async Task OpenAdjustmentAsync(BrowserSession session, int quantity)
    {
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Adjust stock" }).ClickAsync();
        var dialog = session.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Quantity").FillAsync(quantity.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await dialog.GetByLabel("Reason").FillAsync("counted again");
    }

    private static Task SaveAsync(BrowserSession session) =>
        session.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Book" }).ClickAsync();

    /// <summary>The page says no, nothing was booked, and the try is on record as denied.</summary>
    private async Task RefusedAsync(BrowserSession session, Person person)
    {
        await Assertions.Expect(session.Page.GetByText(NotAllowed()).First).ToBeVisibleAsync();
        var (onHand, denied) = await Portal.Host.Services.GetRequiredService<PortalDatabase>().ReadAsync(
            async (db, token) => (
                await db.Products.Where(p => p.Sku == Sku).Select(p => p.OnHand).SingleAsync(token),
                await db.Activity.CountAsync(a => a.ActorId == person.Id && !a.Allowed && a.Action == Permissions.StockAdjust, token)),
            Token);
        Assert.Equal((10, 1), (onHand, denied));
    }

    [GeneratedRegex("/sign-in")]
    private static partial Regex SignIn();

    [GeneratedRegex("not allowed|may not", RegexOptions.IgnoreCase)]
    private static partial Regex NotAllowed();
}
