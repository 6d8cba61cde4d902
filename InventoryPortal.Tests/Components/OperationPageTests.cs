using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components.Pages.Activity;
using InventoryPortal.Components.Pages.Alerts;
using InventoryPortal.Components.Pages.Dashboard;
using InventoryPortal.Components.Pages.Users;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class OperationPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task The_dashboard_counts_what_needs_a_look_and_follows_it()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.StartNewsAsync();
        await host.ProductAsync("A", onHand: 2, threshold: 5);
        await host.ProductAsync("B");
        await host.ChannelAsync("north");
        var page = host.Open<DashboardPage>("/");
        Assert.Equal(("1", "1"), (page.Find("[data-figure=low]").TextContent, page.Find("[data-figure=out]").TextContent));
        Assert.Contains("Shop north", page.Markup, StringComparison.Ordinal);
        await host.MoveAsync("A", MovementKind.Restock, 50);
        ComponentHost.Eventually(page, () => Assert.Equal(("0", "52"), (page.Find("[data-figure=low]").TextContent, page.Find("[data-figure=units]").TextContent)));
    }

    [Fact]
    public async Task The_dashboard_draws_what_is_sold_and_names_the_newest_movement()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.StartNewsAsync();
        await host.ProductAsync("A", onHand: 20);
        var page = host.Open<DashboardPage>("/");
        Assert.Contains(", 0 in the last hour", page.Find("svg.chart-bars").GetAttribute("aria-label"), StringComparison.Ordinal);
        await host.MoveAsync("A", MovementKind.Sale, 23);
        ComponentHost.Eventually(page, () => Assert.Contains("23 in the last hour", page.Find("svg.chart-bars").GetAttribute("aria-label"), StringComparison.Ordinal));
        ComponentHost.Eventually(page, () => Assert.Equal("1", page.Find("[data-figure=oversold]").TextContent));
        ComponentHost.Eventually(page, () => Assert.Contains("−23", page.Find(".feed li").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alert_is_acknowledged_with_a_note()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await WriteAsync(host, db =>
        {
            db.Alerts.Add(new AlertRow
            {
                Kind = AlertKind.Oversold, State = AlertState.Open, OpenKey = "k", CauseKey = "k", Subject = "MUG", Message = "MUG is oversold by 3.", Count = 1, FirstAt = Now, LastAt = Now,
            });
            return Task.CompletedTask;
        });
        var page = host.Open<AlertsPage>("/alerts");
        await Form.PressAsync(page, "Acknowledge");
        var ask = host.Dialog<ConfirmDialog>();
        await Form.EnterAsync(ask, "Reason (optional)", "I call them");
        await Form.PressAsync(ask, "Acknowledge");
        ComponentHost.Eventually(page, () => Assert.Equal("Acknowledged", page.Find(".chip").TextContent));
        Assert.Contains("I call them", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_activity_tells_who_did_what_and_what_was_denied()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG");
        await host.Get<PeopleStore>().CreateAsync(await host.Get<PortalSession>().CommandAsync(), "x@example.test", "correct horse battery staple", Role.Admin, Stop);
        var page = host.Open<ActivityPage>("/activity");
        Assert.Contains("Edited product MUG", page.Markup.Replace("</span> <strong>", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        host.Navigation.NavigateTo("/activity?denied=true");
        ComponentHost.Eventually(page, () => Assert.Contains("person@example.test", Assert.Single(page.FindAll("tbody tr")).TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_is_shown_once_and_can_be_revoked()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<UsersPage>("/users");
        await Form.PressAsync(page, "Create a key");
        var dialog = host.Dialog<ApiKeyDialog>();
        await Form.EnterAsync(dialog, "Name", "Till");
        await Form.EnterAsync(dialog, "Last day", "2031-05-09");
        await Form.PressAsync(dialog, "Create a key");
        ComponentHost.Eventually(dialog, () => Assert.NotEmpty(dialog.FindAll("[data-testid=issued-key] pre")));
        var key = dialog.Find("[data-testid=issued-key] pre").TextContent;
        Assert.NotEmpty(dialog.FindAll("[data-testid=issued-key] [data-portal-copy]"));
        await Form.PressAsync(dialog, "Close");
        ComponentHost.Eventually(page, () => Assert.Contains("Till", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(key, page.Markup, StringComparison.Ordinal);
        var expires = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.ApiKeys.Where(k => k.Name == "Till").Select(k => k.ExpiresAt).SingleAsync(token), Stop);
        Assert.Equal(9, TimeZoneInfo.ConvertTime(expires!.Value.AddTicks(-1), TimeZoneInfo.Utc).Day);
        await Form.PressAsync(page, "Revoke");
        await Form.PressAsync(host.Dialog<ConfirmDialog>(), "Revoke");
        ComponentHost.Eventually(page, () => Assert.Contains("Revoked", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_is_added_and_the_last_administrator_stays()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<UsersPage>("/users");
        await Form.PressAsync(page, "Add a person");
        var dialog = host.Dialog<PersonDialog>();
        await Form.EnterAsync(dialog, "E-mail", "not an address");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(dialog, () => Assert.NotEmpty(dialog.FindAll(".mud-input-error")));
        await Form.EnterAsync(dialog, "E-mail", "new@example.test");
        await Form.EnterAsync(dialog, "Password", "a long enough pass phrase");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Contains("new@example.test", page.Markup, StringComparison.Ordinal));

        await page.InvokeAsync(() => page.FindAll("tbody tr").Single(r => r.TextContent.Contains("person@example.test", StringComparison.Ordinal)).QuerySelectorAll("td.act button")[1].Click());
        await Form.PressAsync(host.Dialog<ConfirmDialog>(), "Disable");
        ComponentHost.Eventually(page, () => Assert.Contains("Nobody can disable their own account; another administrator can.", host.Said));
        Assert.DoesNotContain("Disabled", page.FindAll(".chip").Select(c => c.TextContent));
    }

    [Fact]
    public async Task People_and_keys_are_not_shown_to_others()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        var page = host.Open<UsersPage>("/users");
        Assert.Contains("Only administrators manage people and keys.", page.Markup, StringComparison.Ordinal);
        Assert.Equal(["What each role can do"], page.FindAll("table caption").Select(c => c.TextContent));
    }

    private static Task WriteAsync(ComponentHost host, Func<PortalDbContext, Task> write) =>
        host.Get<PortalDatabase>().WriteAsync((db, _) => write(db), Stop);
}
