using System.Net;
using InventoryPortal.Domain.Values;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>What a key sees and does that is limited to some channels.</summary>
[Collection(ApiCollection.Name)]
public sealed class LimitedKeyTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task A_key_of_one_channel_neither_sees_nor_replays_what_another_was_sent()
    {
        await portal.ConnectAsync(_api, "mine-1");
        await portal.ConnectAsync(_api, "theirs-1");
        using var limited = await portal.ClientAsync(Role.Admin, "mine-1");
        Assert.Equal(HttpStatusCode.Unauthorized, await DeliverForgedAsync("theirs-1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await DeliverForgedAsync("mine-1"));

        var seen = (await limited.SendAsync("GET", "/events?pageSize=500")).Is(200)["items"]!.AsArray();
        var theirs = (await _api.SendAsync("GET", "/events?channel=theirs-1")).Is(200)["items"]!.AsArray();

        Assert.Equal(["mine-1"], seen.Select(e => e!["channel"]!.GetValue<string>()).Distinct());
        (await limited.SendAsync("POST", $"/events/{Assert.Single(theirs)!["id"]}/replay")).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task A_key_of_one_channel_starts_no_work_on_all_of_them()
    {
        await portal.ConnectAsync(_api, "mine-2");
        (await _api.SendAsync("POST", "/products", new { sku = "LK-1", name = "A" })).Is(201);
        using var limited = await portal.ClientAsync(Role.Admin, "mine-2");

        (await limited.SendAsync("POST", "/sync-jobs", new { kind = "fullSync" })).IsProblem(403, "forbidden");
        (await limited.SendAsync("POST", "/sync-jobs", new { kind = "productSync", sku = "LK-1" })).IsProblem(403, "forbidden");
        (await limited.SendAsync("POST", "/sync-jobs", new { kind = "channelSync", channel = "mine-2" })).Is(202);
        var all = (await _api.SendAsync("POST", "/sync-jobs", new { kind = "productSync", sku = "LK-1" })).Is(202)["id"];
        (await limited.SendAsync("POST", $"/sync-jobs/{all}/cancel")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_job_without_a_kind_is_refused() => (await _api.SendAsync("POST", "/sync-jobs", "{}")).NamesField("kind");

    public void Dispose() => _api.Dispose();

    private async Task<HttpStatusCode> DeliverForgedAsync(string channel)
    {
        using var anonymous = new HttpClient { BaseAddress = portal.Host.Address };
        using var content = new StringContent("{\"id\":1}");
        using var answer = await anonymous.PostAsync(new Uri($"/webhooks/{channel}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return answer.StatusCode;
    }

    [Theory]
    [InlineData(Role.Operator, "POST", "/channels/lk-other/pause", "Your channels do not include this one.")]
    [InlineData(Role.Operator, "POST", "/stock/movements", "This is about all channels, and you are limited to some.")]
    [InlineData(Role.Viewer, "POST", "/stock/movements", "The caller lacks the right to do this.")]
    public async Task A_limited_caller_reads_whether_the_role_or_the_limit_is_in_the_way(Role role, string method, string path, string detail)
    {
        using var limited = await portal.ClientAsync(role, "lk-mine");

        var refused = await limited.SendAsync(method, path, path.EndsWith("pause", StringComparison.Ordinal) ? null : new { sku = "LK-9", kind = "restock", quantity = 1 });

        Assert.Equal(detail, refused.IsProblem(403, "forbidden")["detail"]!.GetValue<string>());
    }
}
