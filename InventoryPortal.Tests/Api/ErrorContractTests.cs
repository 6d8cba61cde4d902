using System.Text.Json.Nodes;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
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
