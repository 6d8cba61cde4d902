using System.Text.Json.Nodes;
using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class AlertContractTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_is_put_off_assigned_noted_acknowledged_resolved_and_reopened()
    {
        var id = await RaiseAsync("contract-one");
        var until = DateTimeOffset.UtcNow.AddHours(4);
        var snoozed = (await _api.SendAsync("POST", $"/alerts/{id}/snooze", new { until })).Is(200);
        Assert.Equal(("critical", until), (Text(snoozed, "severity"), DateTimeOffset.Parse(Text(snoozed, "snoozedUntil")!, null)));
        Assert.Equal("Ann", Text((await _api.SendAsync("POST", $"/alerts/{id}/assign", new { to = "Ann" })).Is(200), "assignedTo"));
        Assert.Equal("I call them", Text((await _api.SendAsync("POST", $"/alerts/{id}/note", new { note = "I call them" })).Is(200), "note"));
        Assert.Equal("acknowledged", Text((await _api.SendAsync("POST", $"/alerts/{id}/acknowledge")).Is(200), "state"));
        Assert.Equal("resolved", Text((await _api.SendAsync("POST", $"/alerts/{id}/resolve")).Is(200), "state"));
        (await _api.SendAsync("POST", $"/alerts/{id}/snooze", new { until })).IsProblem(409, "alert_resolved");
        Assert.Equal("open", Text((await _api.SendAsync("POST", $"/alerts/{id}/reopen")).Is(200), "state"));
        (await _api.SendAsync("POST", $"/alerts/{id}/snooze", new { until = DateTimeOffset.UtcNow.AddDays(-1) })).NamesField("until");
    }

    [Fact]
    public async Task Destinations_are_told_of_without_their_secrets_and_a_delivery_that_is_not_dead_is_not_sent_again()
    {
        const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        var made = await portal.Host.Services.GetRequiredService<DestinationStore>().CreateAsync(
            CommandContext.System, new DestinationInput("contract hook", DestinationKind.Webhook, "http://127.0.0.1:9/T0PS3CRET", Secret, Kinds: [AlertKind.NoWorker]), Stop);
        Assert.IsType<CommandAnswer<DestinationView>.Done>(made);
        var list = await _api.SendAsync("GET", "/alert-destinations");
        Assert.Contains("contract hook", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("T0PS3CRET", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, list.Text, StringComparison.Ordinal);
        (await _api.SendAsync("GET", "/alert-deliveries?state=pending")).Is(200);
        (await _api.SendAsync("GET", "/alert-deliveries?state=lost")).NamesField("state");
        (await _api.SendAsync("POST", "/alert-deliveries/999999/retry")).IsProblem(404, "not_found");
    }

    public void Dispose() => _api.Dispose();

    private async Task<long> RaiseAsync(string subject)
    {
        await portal.Host.Services.GetRequiredService<AlertStore>().RecordAsync([new AlertFinding(AlertKind.Oversold, subject, "m", null, null, Holds: true)], Stop);
        var all = await portal.Host.Services.GetRequiredService<AlertQueries>().ListAsync(new AlertSelection(Kind: AlertKind.Oversold), new PageRequest(), Stop);
        return all.Items.Single(a => a.Subject == subject).Id;
    }

    private static string? Text(JsonNode body, string name) => body[name]?.ToString();
}
