using System.Text.Json;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components.Pages.Alerts;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class DestinationPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_adds_a_mail_address_after_every_fault_is_named_at_its_field()
    {
        await using var host = await ComponentHost.StartAsync();
        var page = host.Open<DestinationsPage>(DestinationsPage.Path);
        Assert.Contains("No destinations", page.Markup, StringComparison.Ordinal);
        await Form.PressAsync(page, "Add a destination");
        var dialog = host.Dialog<DestinationDialog>();
        await Form.EnterAsync(dialog, "Mail address", "not an address");
        await Form.EnterAsync(dialog, "Time zone", "Mars/Olympus");
        await Form.EnterAsync(dialog, "Quiet from", "22:00");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(dialog, () => Assert.Equal(4, dialog.FindAll(".mud-input-helper-text.mud-input-error").Count));

        await Form.EnterAsync(dialog, "Name", "Night shift");
        await Form.EnterAsync(dialog, "Mail address", "ops@example.test");
        await Form.EnterAsync(dialog, "Time zone", "Europe/Berlin");
        await Form.EnterAsync(dialog, "Quiet to", "07:00");
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Contains("quiet 22:00 to 07:00 (Europe/Berlin)", page.Markup, StringComparison.Ordinal));
        Assert.Contains("the portal has no mail server".ToUpperInvariant(), page.Markup.ToUpperInvariant(), StringComparison.Ordinal);
        Assert.Equal("settings.manage", (await ActivityAsync(host)).Single(a => a.Subject == "alert destination Night shift").Action);
    }

    [Fact]
    public async Task A_webhook_is_offered_a_secret_and_shows_neither_it_nor_its_whole_address_afterwards()
    {
        await using var host = await ComponentHost.StartAsync();
        await using var server = await AnsweringServer.StartAsync();
        var page = host.Open<DestinationsPage>(DestinationsPage.Path);
        await Form.PressAsync(page, "Add a destination");
        var dialog = host.Dialog<DestinationDialog>();
        await dialog.InvokeAsync(() => dialog.FindComponent<MudSelect<DestinationKind>>().Instance.ValueChanged.InvokeAsync(DestinationKind.Webhook));
        var secret = Form.Field(dialog, "Signing secret").GetAttribute("value")!;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        await Form.EnterAsync(dialog, "Name", "Program");
        await Form.EnterAsync(dialog, "Webhook address", new Uri(server.Address, "hooks/T0PS3CRET").AbsoluteUri);
        await Form.PressAsync(dialog, "Save");
        ComponentHost.Eventually(page, () => Assert.Contains("Program", page.Markup, StringComparison.Ordinal));

        Assert.DoesNotContain("T0PS3CRET", page.Markup, StringComparison.Ordinal);
        await Form.PressAsync(page, "Edit");
        var edit = host.Dialog<DestinationDialog>();
        Assert.DoesNotContain("T0PS3CRET", edit.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, edit.Markup, StringComparison.Ordinal);

        // Saved without a new one, the old one stays.
        await Form.PressAsync(edit, "Save");
        ComponentHost.Eventually(page, () => Assert.Contains("Saved.", host.Said));
        server.Answer = (http, _) => AnsweringServer.WriteAsync(http, 204, "");
        await Form.PressAsync(page, "Send a test");
        host.Hears("Program took the test message.");
        var (_, target, body) = Assert.Single(server.Requests);
        Assert.Equal("/hooks/T0PS3CRET", target);
        Assert.Equal("alert.test", JsonDocument.Parse(body).RootElement.GetProperty("type").GetString());
        Assert.DoesNotContain(await ActivityAsync(host), a => $"{a.Before}{a.After}".Contains(secret, StringComparison.Ordinal) || $"{a.Before}{a.After}".Contains("T0PS3CRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_test_that_fails_says_why()
    {
        await using var host = await ComponentHost.StartAsync();
        await using var server = await AnsweringServer.StartAsync();
        await AddAsync(host, new DestinationInput("Chat", DestinationKind.Slack, new Uri(server.Address, "gone").AbsoluteUri));
        server.Answer = (http, _) => AnsweringServer.WriteAsync(http, 410, "gone");
        var page = host.Open<DestinationsPage>(DestinationsPage.Path);
        await Form.PressAsync(page, "Send a test");
        host.Hears("Chat did not take the test message: The address answers 410: it is not there any more.");
    }

    [Fact]
    public async Task Others_see_without_touching_and_an_operator_sends_again_what_was_given_up()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await AddAsync(host, new DestinationInput("ops", DestinationKind.Mail, "ops@example.test"));
        await host.Get<AlertStore>().RecordAsync([new AlertFinding(AlertKind.OutOfStock, "MUG", "MUG is out of stock.", null, null, Holds: true)], Stop);
        await host.Get<NoticeStore>().PlanAsync(Stop);
        await host.Get<PortalDatabase>().WriteAsync(
            (db, token) => db.AlertDeliveries.ExecuteUpdateAsync(s => s.SetProperty(d => d.State, DeliveryState.Dead).SetProperty(d => d.LastError, "The mail server says: 421 Too busy"), token), Stop);
        var page = host.Open<DestinationsPage>(DestinationsPage.Path);
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() is "Edit" or "Delete" or "Send a test" or "Add a destination");
        Assert.Contains("421 Too busy", page.Markup, StringComparison.Ordinal);

        await Form.PressAsync(page, "Send again");
        ComponentHost.Eventually(page, () => Assert.Contains("Waiting", page.FindAll(".chip").Select(c => c.TextContent)));
        var refused = await host.Get<DestinationStore>().DeleteAsync(await host.Get<PortalSession>().CommandAsync(), 1, Stop);
        Assert.Equal("forbidden", Assert.IsType<CommandAnswer<DestinationView>.Refused>(refused).Refusal.Code);
    }

    [Fact]
    public async Task An_alert_is_put_off_assigned_noted_resolved_and_reopened()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.Get<AlertStore>().RecordAsync([new AlertFinding(AlertKind.Oversold, "MUG", "MUG is oversold.", null, null, Holds: true)], Stop);
        var page = host.Open<AlertsPage>("/alerts");
        await Form.PressAsync(page, "Snooze");
        await Form.PressAsync(host.Dialog<SnoozeDialog>(), "4 hours");
        ComponentHost.Eventually(page, () => Assert.Contains("snoozed until", page.Markup, StringComparison.Ordinal));
        await Form.PressAsync(page, "Assign to me");
        ComponentHost.Eventually(page, () => Assert.Contains("assigned to person@example.test", page.Markup, StringComparison.Ordinal));
        await Form.PressAsync(page, "Note");
        await Form.EnterAsync(host.Dialog<ConfirmDialog>(), "Reason (optional)", "ordered 50 more");
        await Form.PressAsync(host.Dialog<ConfirmDialog>(), "Note");
        ComponentHost.Eventually(page, () => Assert.Contains("ordered 50 more", page.Markup, StringComparison.Ordinal));
        await Form.PressAsync(page, "Resolve");
        await Form.PressAsync(host.Dialog<ConfirmDialog>(), "Resolve");
        ComponentHost.Eventually(page, () => Assert.Equal("Resolved", page.Find(".chip").TextContent));
        await Form.PressAsync(page, "Reopen");
        ComponentHost.Eventually(page, () => Assert.Equal("Open", page.Find(".chip").TextContent));
        Assert.True((await ActivityAsync(host)).Count(a => a.Action == "alerts.acknowledge") >= 5);
    }

    [Fact]
    public async Task A_link_of_a_mail_shows_that_alert_alone()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.Get<AlertStore>().RecordAsync(
            [new AlertFinding(AlertKind.Oversold, "MUG", "MUG is oversold.", null, null, true), new AlertFinding(AlertKind.Oversold, "CUP", "CUP is oversold.", null, null, true)], Stop);
        var id = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Alerts.Where(a => a.Subject == "CUP").Select(a => a.Id).SingleAsync(token), Stop);
        var page = host.Open<AlertsPage>($"/alerts?id={id}");
        Assert.Contains("CUP is oversold.", Assert.Single(page.FindAll("li.card")).TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() == "Snooze");
    }

    private static async Task AddAsync(ComponentHost host, DestinationInput input) =>
        Assert.IsType<CommandAnswer<DestinationView>.Done>(await host.Get<DestinationStore>().CreateAsync(CommandContext.System, input, Stop));

    private static Task<List<ActivityRow>> ActivityAsync(ComponentHost host) =>
        host.Get<PortalDatabase>().ReadAsync((db, token) => db.Activity.ToListAsync(token), Stop);
}
