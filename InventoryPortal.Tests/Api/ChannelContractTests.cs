using System.Text.Json.Nodes;
using InventoryPortal.Domain.Values;
using Xunit;

namespace InventoryPortal.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ChannelContractTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task A_channel_is_connected_and_its_secrets_never_come_back()
    {
        var store = await portal.StoreAsync();

        var made = await _api.SendAsync("POST", "/channels", SharedPortal.Channel(store, "c-one", weight: 3));

        var body = made.Is(201);
        Assert.Equal(
            ["countsFrom", "credentialHint", "hasCredential", "key", "kind", "lastConfirmedAt", "lastEventAt", "name", "policy", "settings", "state", "stateReason", "version", "weight"],
            body.AsObject().Select(m => m.Key).Order());
        Assert.Equal(("wooCommerce", "active", 3, true, "bbbb"), (
            Text(body, "kind"), Text(body, "state"), body["weight"]!.GetValue<int>(), body["hasCredential"]!.GetValue<bool>(), Text(body, "credentialHint")));
        Assert.Equal("""{"firstLink":"push","drift":"report","guardPercent":30}""", body["policy"]!.ToJsonString());
        Assert.Equal(0, DateTimeOffset.Parse(Text(body, "countsFrom"), null).Ticks % TimeSpan.TicksPerSecond);
        var everything = made.Text + (await _api.SendAsync("GET", "/channels/c-one")).Text + (await _api.SendAsync("GET", "/channels?pageSize=500")).Text;
        Assert.DoesNotContain(store.ConsumerSecret, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(store.ConsumerKey, everything, StringComparison.Ordinal);
        Assert.DoesNotContain("whs_secret", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_channel_names_its_fields()
    {
        var store = await portal.ConnectAsync(_api, "c-two");

        (await _api.SendAsync("POST", "/channels", SharedPortal.Channel(store, "c-two"))).IsProblem(409, "duplicate_channel");
        (await _api.SendAsync("POST", "/channels", SharedPortal.Channel(store, "C two"))).NamesField("key");
        (await _api.SendAsync("POST", "/channels", SharedPortal.Channel(store, "c-x", weight: -1))).NamesField("weight");
        (await _api.SendAsync("POST", "/channels", new { key = "c-x", kind = "wooCommerce", name = "n", settings = new { baseUrl = "ftp://x" } })).NamesField("settings.baseUrl");
        (await _api.SendAsync("POST", "/channels", new { key = "c-x", kind = "wooCommerce", name = "n", settings = new { baseUrl = store.BaseUrl } })).NamesField("credentials.consumerSecret");
        (await _api.SendAsync("POST", "/channels", """{"key":"c-x","kind":"wooCommerce","name":"n","settings":{"baseUrl":7}}""")).NamesField("settings.baseUrl");
        (await _api.SendAsync("POST", "/channels", """{"key":"c-x","kind":"market","name":"n"}""")).NamesField("kind");
        (await _api.SendAsync("POST", "/channels", """{"key":"c-x","kind":"wooCommerce","name":"n","policy":{"guardPercent":101}}""")).NamesField("policy.guardPercent");
        (await _api.SendAsync("GET", "/channels/none")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Members_left_out_stay_and_a_stale_version_is_refused()
    {
        await portal.ConnectAsync(_api, "c-three", weight: 2);

        var edited = (await _api.SendAsync("PUT", "/channels/c-three", """{"name":"New","policy":{"drift":"adopt"}}""", ifMatch: "\"1\"")).Is(200);

        Assert.Equal(("New", 2, "adopt", "push", true), (
            Text(edited, "name"), edited["weight"]!.GetValue<int>(), Text(edited["policy"]!, "drift"), Text(edited["policy"]!, "firstLink"), edited["hasCredential"]!.GetValue<bool>()));
        Assert.Equal("New", Text((await _api.SendAsync("PUT", "/channels/c-three", new { name = "X" }, ifMatch: "\"1\"")).IsProblem(412, "version_conflict")["current"]!, "name"));
        (await _api.SendAsync("PUT", "/channels/c-three", new { kind = "shopify" })).NamesField("kind");
        var policy = (await _api.SendAsync("PUT", "/channels/c-three", """{"policy":{"shadow":true}}""")).Is(200)["policy"]!;
        Assert.Equal((true, "adopt"), (policy["shadow"]!.GetValue<bool>(), Text(policy, "drift")));
    }

    [Fact]
    public async Task A_channel_pauses_and_resumes_and_a_second_time_changes_nothing()
    {
        await portal.ConnectAsync(_api, "c-four");

        var paused = (await _api.SendAsync("POST", "/channels/c-four/pause", new { reason = "stocktaking" })).Is(200);
        var again = (await _api.SendAsync("POST", "/channels/c-four/pause")).Is(200);
        var resumed = (await _api.SendAsync("POST", "/channels/c-four/resume")).Is(200);

        Assert.Equal(("paused", "stocktaking"), (Text(paused, "state"), Text(paused, "stateReason")));
        Assert.Equal(paused.ToJsonString(), again.ToJsonString());
        Assert.Equal(("active", null), (Text(resumed, "state"), resumed["stateReason"]));
        Assert.Equal("active", Text((await _api.SendAsync("POST", "/channels/c-four/approve", "{}")).Is(200), "state"));
    }

    [Fact]
    public async Task A_connection_test_tells_each_check_apart()
    {
        var store = await portal.ConnectAsync(_api, "c-five");

        var good = (await _api.SendAsync("POST", "/channels/c-five/test", key: "")).Is(200);
        store.ConsumerSecret = "cs_" + new string('x', 40);
        var bad = (await _api.SendAsync("POST", "/channels/c-five/test", key: "")).Is(200);

        Assert.True(good["ok"]!.GetValue<bool>());
        Assert.False(bad["ok"]!.GetValue<bool>());
        Assert.Equal(["address", "tls", "signIn", "permission"], bad["checks"]!.AsArray().Select(c => Text(c!, "name")));
    }

    [Fact]
    public async Task A_key_that_is_limited_to_a_channel_sees_no_other()
    {
        await portal.ConnectAsync(_api, "c-six");
        await portal.ConnectAsync(_api, "c-seven");
        using var limited = await portal.ClientAsync(Role.Admin, "c-six");

        Assert.Equal(["c-six"], (await limited.SendAsync("GET", "/channels")).Is(200)["items"]!.AsArray().Select(c => Text(c!, "key")));
        (await limited.SendAsync("GET", "/channels/c-six")).Is(200);
        (await limited.SendAsync("GET", "/channels/c-seven")).IsProblem(403, "forbidden");
        (await limited.SendAsync("POST", "/channels/c-seven/pause")).IsProblem(403, "forbidden");
        Assert.Equal(["c-six"], (await limited.SendAsync("GET", "/sync/status")).Is(200).AsArray().Select(c => Text(c!, "channel")));
    }

    [Fact]
    public async Task An_editor_may_change_rules_but_not_secrets()
    {
        var store = await portal.ConnectAsync(_api, "c-eight");
        using var editor = await portal.ClientAsync(Role.Editor);

        (await editor.SendAsync("PUT", "/channels/c-eight", new { weight = 5 })).Is(200);
        (await editor.SendAsync("PUT", "/channels/c-eight", new { credentials = new { consumerSecret = store.ConsumerSecret } })).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task Import_and_reconcile_are_jobs()
    {
        await portal.ConnectAsync(_api, "c-nine");

        var import = await _api.SendAsync("POST", "/channels/c-nine/listings/import", key: "");
        var reconcile = (await _api.SendAsync("POST", "/channels/c-nine/reconcile", new { policy = "report" }, key: "")).Is(202);

        Assert.Equal(("import", "c-nine"), (Text(import.Is(202), "kind"), Text(import.Json, "channel")));
        Assert.Equal($"/api/v1/sync-jobs/{import.Json["id"]}", import.Headers["Location"]);
        Assert.Equal("reconcile", Text(reconcile, "kind"));
        (await _api.SendAsync("POST", "/channels/none/listings/import", key: "")).IsProblem(404, "unknown_channel");
    }

    public void Dispose() => _api.Dispose();

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
