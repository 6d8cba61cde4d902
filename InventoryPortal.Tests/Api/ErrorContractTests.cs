using System.Text.Json.Nodes;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ErrorContractTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Errors_are_counted_by_type_and_severity_and_name_their_cause_and_its_remedy()
    {
        await AddAsync("Contract.OneException", CauseCodes.DatabaseBusy, DateTimeOffset.UtcNow.AddHours(-1), 3);
        await AddAsync("Contract.OneException", CauseCodes.DatabaseBusy, DateTimeOffset.UtcNow.AddHours(-5), 1);
        var two = await OneAsync("/errors?hours=2", "type", "Contract.OneException");
        Assert.Equal(("3", "error"), (two["count"]!.ToString(), two["severity"]!.ToString()));
        Assert.Equal((CauseCodes.DatabaseBusy, "open"), (two["cause"]!.ToString(), two["state"]!.ToString()));
        Assert.Equal("The database was busy for too long.", two["title"]!.ToString());
        Assert.StartsWith("It is tried again.", two["remedy"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("4", (await OneAsync("/errors?hours=6&severity=error", "type", "Contract.OneException"))["count"]!.ToString());
        (await _api.SendAsync("GET", "/errors?hours=721")).NamesField("hours");
        (await _api.SendAsync("GET", "/errors?severity=bad")).NamesField("severity");
    }

    [Fact]
    public async Task A_cause_is_listed_resolved_with_a_note_and_found_among_the_resolved()
    {
        const string Cause = "unknown:ContractException@Api.Contract.Two";
        await AddAsync("Contract.TwoException", Cause, DateTimeOffset.UtcNow, 2);
        var open = await OneAsync("/errors/causes?state=open", "cause", Cause);
        Assert.Equal(("2", "2", "ContractException@Api.Contract.Two"), (open["count"]!.ToString(), open["total"]!.ToString(), open["detail"]!.ToString()));
        var done = (await _api.SendAsync("POST", $"/errors/causes/{Uri.EscapeDataString(Cause)}/resolve", new { note = "mended in 1.2" })).Is(200);
        Assert.Equal(("resolved", "mended in 1.2"), (done["state"]!.ToString(), done["note"]!.ToString()));
        var resolved = await OneAsync("/errors/causes?state=resolved", "cause", Cause);
        Assert.Equal("mended in 1.2", resolved["note"]!.ToString());
        (await _api.SendAsync("POST", "/errors/causes/unknown:nothing/resolve")).IsProblem(404, "not_found");
        (await _api.SendAsync("POST", $"/errors/causes/{Uri.EscapeDataString(Cause)}/retry")).IsProblem(404, "not_found");
        (await _api.SendAsync("POST", $"/errors/causes/{Uri.EscapeDataString(Cause)}/resolve", new { note = new string('x', 1001) })).NamesField("note");
    }

    [Fact]
    public async Task A_channels_gaps_are_told_with_their_certificates()
    {
        (await _api.SendAsync("POST", "/channels", new
        {
            key = "gap-shop", kind = "custom", name = "Gap shop", settings = new { pushUrl = "http://127.0.0.1:9/" },
            credentials = new { signingSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" },
        })).Is(201);
        var (from, to) = (DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(-1));
        await portal.Host.Services.GetRequiredService<PortalDatabase>().WriteAsync(
            async (db, token) => db.ChannelGaps.Add(new ChannelGapRow
            {
                ChannelId = await db.Channels.Where(c => c.Key == "gap-shop").Select(c => c.Id).SingleAsync(token), FromAt = from, ToAt = to, CertifiedAt = to,
                Cause = CauseCodes.WebhookDisabled, Expected = 7.5, FoundByPolling = 4, Outstanding = 1,
            }),
            Stop);
        var silence = (await _api.SendAsync("GET", "/channels/gap-shop/gaps")).Is(200);
        var gap = Assert.Single(silence["gaps"]!.AsArray())!;
        Assert.Equal(("webhook.disabled", "4", "1", "7.5"), (gap["cause"]!.ToString(), gap["foundByPolling"]!.ToString(), gap["outstanding"]!.ToString(), gap["expected"]!.ToString()));
        Assert.Equal("The channel's webhooks were missing or switched off.", gap["reason"]!.ToString());
        Assert.Null(silence["expectedPerHour"]);
        (await _api.SendAsync("GET", "/channels/no-such/gaps")).IsProblem(404, "not_found");
    }

    public void Dispose() => _api.Dispose();

    private async Task<JsonNode> OneAsync(string path, string name, string value)
    {
        var answer = await _api.SendAsync("GET", path);
        Assert.Equal(200, (int)answer.Status);
        return Assert.Single(JsonNode.Parse(answer.Text)!.AsArray(), n => n![name]!.ToString() == value)!;
    }

    private Task AddAsync(string type, string cause, DateTimeOffset at, int times) => portal.Host.Services.GetRequiredService<PortalDatabase>().WriteAsync(
        async (db, token) =>
        {
            db.Errors.Add(new ErrorLogRow { Type = type, Message = "m", Severity = "error", At = at, Cause = cause, Times = times, LastAt = at });
            if (await db.ErrorCauses.FindAsync([cause], token) is null)
            {
                db.ErrorCauses.Add(new ErrorCauseRow { Key = cause, Severity = "error", Count = times, FirstAt = at, LastAt = at });
            }
        },
        Stop);
}
