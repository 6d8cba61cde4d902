using System.Globalization;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components.Pages.Users;
using InventoryPortal.Components.Shared;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Xunit;
using Role = InventoryPortal.Domain.Values.Role;

namespace InventoryPortal.Tests.Components;

public sealed class UsersPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_is_limited_to_channels_in_the_dialog()
    {
        await using var host = await ComponentHost.StartAsync();
        await host.ChannelAsync("north");
        var other = await PersonAsync(host, "other@example.test", Role.Viewer);
        var page = host.Open<UsersPage>("/users");
        var dialog = await RightsOfAsync(host, page, other);
        await ScopeAsync(dialog, []);
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(dialog, () => Assert.Contains("Name at least one channel, or leave the list out for all.", dialog.Markup, StringComparison.Ordinal));

        await ScopeAsync(dialog, ["north"]);
        await Form.PressAsync(dialog, "Save");

        ComponentHost.Eventually(page, () => Assert.Contains("north", RowOf(page, other).TextContent, StringComparison.Ordinal));
        Assert.Equal(["north"], (await FindAsync(host, other)).Channels);
    }

    [Fact]
    public async Task An_account_that_rests_is_shown_with_its_end_and_let_in_again_by_a_button()
    {
        await using var host = await ComponentHost.StartAsync();
        var other = await PersonAsync(host, "other@example.test", Role.Viewer);
        var until = TimeProvider.System.GetUtcNow().AddMinutes(15);
        await host.Get<PortalDatabase>().WriteAsync(
            (db, token) => db.Users.Where(u => u.Email == other).ExecuteUpdateAsync(set => set.SetProperty(u => u.LockoutEnd, until).SetProperty(u => u.AccessFailedCount, 3), token), Stop);
        var page = host.Open<UsersPage>("/users");
        Assert.Contains("Resting until", RowOf(page, other).TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("button[aria-label='Let other@example.test in again']").Click());

        ComponentHost.Eventually(page, () => Assert.DoesNotContain("Resting until", RowOf(page, other).TextContent, StringComparison.Ordinal));
        var user = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Users.SingleAsync(u => u.Email == other, token), Stop);
        Assert.Equal((null, 0), (user.LockoutEnd, user.AccessFailedCount));
        Assert.Equal(1, await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Activity.CountAsync(a => a.Action == Permissions.PeopleManage && a.Subject == other && a.Before != null, token), Stop));
    }

    [Fact]
    public async Task An_invitation_is_a_link_shown_once_and_another_one_ends_the_first()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<UsersPage>("/users");
        var first = await InviteAsync(host, page, "Invite", "new@example.test");
        ComponentHost.Eventually(page, () => Assert.Contains("Invited", RowOf(page, "new@example.test").TextContent, StringComparison.Ordinal));
        var second = await InviteAsync(host, page, "New link", null);

        var invitations = host.Get<Invitations>();
        Assert.Null(await invitations.FindAsync(first, Stop));
        Assert.Equal("new@example.test", await invitations.FindAsync(second, Stop));
        Assert.IsType<CommandAnswer<Person>.Done>(await invitations.UseAsync(second, "a quiet harbour at dawn", Stop));
        Assert.Null(await invitations.FindAsync(second, Stop));
        Assert.Contains("Enabled", RowOf(host.Open<UsersPage>("/users"), "new@example.test").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpMood.Accepts, "The link was sent to new@example.test.")]
    [InlineData(SmtpMood.KnowsNobody, "The link could not be sent to new@example.test; hand it over yourself. The mail server does not take this address")]
    [InlineData(SmtpMood.IsBusy, "The link could not be sent to new@example.test; hand it over yourself.")]
    public async Task An_invitation_goes_out_by_mail_where_there_is_a_server_and_the_page_says_what_came_of_it(SmtpMood mood, string said)
    {
        await using var mail = new StrictSmtpServer { Mood = mood };
        await using var host = await ComponentHost.StartAsync(Role.Admin, new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = $"{mail.Port}", ["Smtp:From"] = "portal@example.test", ["Smtp:Security"] = "none", ["Portal:PublicUrl"] = "https://portal.example.test/",
        });
        var page = host.Open<UsersPage>("/users");
        await Form.PressAsync(page, "Invite");
        var dialog = host.Dialog<InviteDialog>();
        await dialog.InvokeAsync(() => dialog.Find("input[type=email]").Input("new@example.test"));
        await Form.PressAsync(dialog, "Make the link");

        ComponentHost.Eventually(dialog, () => Assert.Contains(said, dialog.Find("[data-testid=invitation-mail]").TextContent, StringComparison.Ordinal));
        var token = Token(dialog.Find("[data-testid=invitation] pre").TextContent.Trim());
        Assert.Equal("new@example.test", await host.Get<Invitations>().FindAsync(token, Stop));
        Assert.Equal(mood == SmtpMood.Accepts ? 1 : 0, mail.Accepted.Count);
        Assert.All(mail.Accepted, m => Assert.Contains($"https://portal.example.test/set-up?token={Uri.EscapeDataString(token)}", m.TextBody, StringComparison.Ordinal));
        Assert.Empty(await host.Get<PortalDatabase>().ReadAsync((db, stop) => db.AccountLetters.ToListAsync(stop), Stop));
    }

    [Fact]
    public async Task Whoever_takes_rights_from_themselves_is_asked_first()
    {
        await using var host = await ComponentHost.StartAsync();
        await PersonAsync(host, "other@example.test", Role.Admin);
        var page = host.Open<UsersPage>("/users");
        var dialog = await RightsOfAsync(host, page, "person@example.test");
        await ScopeAsync(dialog, ["north"]);

        var saving = Form.PressAsync(dialog, "Save");
        var question = host.Dialog<ConfirmDialog>();
        Assert.Contains("You are taking rights from yourself.", question.Markup, StringComparison.Ordinal);
        await Form.PressAsync(question, "Cancel");
        await saving;

        Assert.Null((await FindAsync(host, "person@example.test")).Channels);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task What_each_role_can_do_is_the_table_of_permissions_in_words(string culture)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            await using var host = await ComponentHost.StartAsync();
            var text = host.Get<IStringLocalizer<UsersPage>>();
            var panel = host.Browser.Render<RolesPanel>();
            Assert.Equal(Permissions.All.Count, panel.FindAll("tr[data-permission]").Count);
            foreach (var row in panel.FindAll("tr[data-permission]"))
            {
                var permission = row.GetAttribute("data-permission")!;
                Assert.False(text["Can_" + permission].ResourceNotFound, permission);
                Assert.False(text["Reach" + Permissions.All[permission].Reach].ResourceNotFound, permission);
                Assert.Equal(Enum.GetValues<Role>().Select(r => Permissions.Allows(r, permission)), row.QuerySelectorAll("td.num").Select(c => c.TextContent.Contains('✓', StringComparison.Ordinal)));
            }
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static async Task<string> InviteAsync(ComponentHost host, IRenderedComponent<UsersPage> page, string button, string? email)
    {
        await Form.PressAsync(page, button);
        var dialog = host.Dialog<InviteDialog>();
        if (email is not null)
        {
            await dialog.InvokeAsync(() => dialog.Find("input[type=email]").Input(email));
        }
        await Form.PressAsync(dialog, "Make the link");
        ComponentHost.Eventually(dialog, () => Assert.Contains("/set-up?token=", dialog.Markup, StringComparison.Ordinal));
        var link = dialog.Find("[data-testid=invitation] pre").TextContent.Trim();
        await Form.PressAsync(dialog, "Close");
        return Token(link);
    }

    private static string Token(string link) => Uri.UnescapeDataString(link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..]);

    private static async Task<string> PersonAsync(ComponentHost host, string email, Role role)
    {
        var answer = await host.Get<PeopleStore>().CreateAsync(CommandContext.System, email, "correct horse battery staple", role, Stop);
        return Assert.IsType<CommandAnswer<Person>.Done>(answer).Value.Email;
    }

    private static async Task<Person> FindAsync(ComponentHost host, string email) =>
        Assert.Single(await host.Get<AccessQueries>().PeopleAsync(0, 10, Stop), p => p.Email == email);

    private static AngleSharp.Dom.IElement RowOf(IRenderedComponent<UsersPage> page, string email) =>
        page.FindAll("tbody tr").Single(r => r.TextContent.Contains(email, StringComparison.Ordinal));

    private static async Task<IRenderedComponent<RightsDialog>> RightsOfAsync(ComponentHost host, IRenderedComponent<UsersPage> page, string email)
    {
        await page.InvokeAsync(() => RowOf(page, email).QuerySelector("td.act button")!.Click());
        return host.Dialog<RightsDialog>();
    }

    private static Task ScopeAsync(IRenderedComponent<RightsDialog> dialog, string[] channels) =>
        dialog.InvokeAsync(() => dialog.FindComponent<ScopeField>().Instance.ChannelsChanged.InvokeAsync(channels));
}
