using System.Text.Json.Nodes;
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
        var made = (await _api.SendAsync(
            "POST", "/alert-destinations", new { name = "contract hook", kind = "webhook", address = "http://127.0.0.1:9/T0PS3CRET", secret = Secret, kinds = new[] { "noWorker" }, quietFrom = "22:00:00", quietTo = "07:00:00" })).Is(201);
        Assert.Equal(("noWorker", "http://127.0.0.1:9/…"), (made["kinds"]![0]!.ToString(), Text(made, "address")));
        var list = await _api.SendAsync("GET", "/alert-destinations");
        Assert.Contains("contract hook", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("T0PS3CRET", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, list.Text, StringComparison.Ordinal);
        var trial = (await _api.SendAsync("POST", $"/alert-destinations/{made["id"]}/test")).Is(200);
        Assert.Equal(("false", "The server did not accept a connection."), (Text(trial, "ok"), Text(trial, "reason")));
        Assert.Equal("false", Text((await _api.SendAsync("PUT", $"/alert-destinations/{made["id"]}", new { name = "contract hook", kind = "webhook", isEnabled = false })).Is(200), "isEnabled"));
        (await _api.SendAsync("PUT", $"/alert-destinations/{made["id"]}", new { name = "x", kind = "webhook" }, ifMatch: "\"1\"")).IsProblem(412, "version_conflict");
        (await _api.SendAsync("DELETE", $"/alert-destinations/{made["id"]}")).Is(200);
        (await _api.SendAsync("GET", "/alert-deliveries?state=pending")).Is(200);
        (await _api.SendAsync("GET", "/alert-deliveries?state=lost")).NamesField("state");
        (await _api.SendAsync("POST", "/alert-deliveries/999999/retry")).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("webhook", "https://10.0.0.1/hook", "address")]
    [InlineData("slack", "https://169.254.169.254/latest", "address")]
    [InlineData("teams", "http://example.com/hook", "address")]
    [InlineData("slack", "ftp://example.com", "address")]
    [InlineData("mail", "a@example.test, b@example.test", "address")]
    [InlineData("mail", "Ann <ann@example.test>", "address")]
    [InlineData("mail", "ann@example.test\r\nBcc: all@example.test", "address")]
    [InlineData("webhook", "https://1.1.1.1/hook", "secret")]
    public async Task An_address_that_is_none_or_lies_inside_is_refused(string kind, string address, string field) =>
        (await _api.SendAsync("POST", "/alert-destinations", new { name = "bad one", kind, address })).NamesField(field);

    public void Dispose() => _api.Dispose();

    private async Task<long> RaiseAsync(string subject)
    {
        await portal.Host.Services.GetRequiredService<AlertStore>().RecordAsync([new AlertFinding(AlertKind.Oversold, subject, "m", null, null, Holds: true)], Stop);
        var all = await portal.Host.Services.GetRequiredService<AlertQueries>().ListAsync(new AlertSelection(Kind: AlertKind.Oversold), new PageRequest(), Stop);
        return all.Items.Single(a => a.Subject == subject).Id;
    }

    private static string? Text(JsonNode body, string name) => body[name]?.ToString();
}
