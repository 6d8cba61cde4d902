using System.Text.Json.Nodes;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

public sealed class ShopifyTokenTests : IAsyncLifetime
{
    private ShopifyBench _shop = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await ShopifyBench.StartAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_token_for_client_credentials_serves_many_calls_and_a_refused_one_is_replaced_within_the_call()
    {
        var given = 0;
        JsonNode? asked = null;
        _shop.Token = body =>
        {
            asked = body;
            return (200, $$"""{"access_token":"canary-token-{{++given}}","scope":"","expires_in":86399}""");
        };
        _shop.Graph = (_, _) => """{"data":{"nodes":[null]}}""";
        Assert.Null((await ReadAsync()).Failure);
        Assert.Null((await ReadAsync()).Failure);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""{"client_id":"canary-client-id","client_secret":"{{ShopifyBench.Secret}}","grant_type":"client_credentials"}"""), asked));
        _shop.Raw = (http, _) => http.Request.Headers["X-Shopify-Access-Token"] == "canary-token-1" ? AnsweringServer.WriteAsync(http, 401, "{}") : null;
        Assert.Null((await ReadAsync()).Failure);
        Assert.Equal(["canary-token-1", "canary-token-1", "canary-token-1", "canary-token-2"], _shop.Tokens);
        _shop.Raw = (http, _) => AnsweringServer.WriteAsync(http, 401, "{}");
        Assert.IsType<ReadFailure.Reauthorise>((await ReadAsync()).Failure);
    }

    [Fact]
    public async Task A_refresh_token_is_used_once_and_the_next_one_is_kept_before_the_access_token_is_used()
    {
        var taken = "first";
        _shop.Token = body =>
        {
            Assert.Equal("refresh_token", body["grant_type"]!.GetValue<string>());
            if (body["refresh_token"]!.GetValue<string>() != taken)
            {
                return (400, """{"error":"invalid_grant"}""");
            }
            taken += "+";
            return (200, $$"""{"access_token":"canary-token-{{taken}}","expires_in":3600,"refresh_token":"{{taken}}"}""");
        };
        var kept = new List<int>();
        _shop.Graph = (_, _) =>
        {
            kept.Add(_shop.Vault.Rotations.Count);
            return """{"data":{"nodes":[null]}}""";
        };
        var channel = _shop.Channel(("clientId", "c"), ("clientSecret", "s"), ("refreshToken", "first"));
        Assert.Null((await ReadAsync(channel)).Failure);
        Assert.Equal([1], kept);
        Assert.Equal("first+", Assert.Single(_shop.Vault.Rotations)["refreshToken"]);
        // The token ends early; the connection still holds the first refresh token, the vault the present one.
        var again = true;
        _shop.Raw = (http, _) =>
        {
            var first = again;
            again = false;
            return first ? AnsweringServer.WriteAsync(http, 401, "{}") : null;
        };
        Assert.Null((await ReadAsync(channel)).Failure);
        Assert.Equal("first++", _shop.Vault.Rotations.Last()["refreshToken"]);
    }

    [Fact]
    public async Task A_refresh_token_that_could_not_be_kept_is_kept_before_anything_else_is_asked()
    {
        var taken = new List<string>();
        _shop.Token = body =>
        {
            taken.Add(body["refresh_token"]!.GetValue<string>());
            return (200, $$"""{"access_token":"canary-token-{{taken.Count}}","expires_in":3600,"refresh_token":"{{taken.Count}}"}""");
        };
        _shop.Graph = (_, _) => """{"data":{"nodes":[null]}}""";
        var channel = _shop.Channel(("clientId", "c"), ("clientSecret", "s"), ("refreshToken", "0"));
        _shop.Vault.IsBroken = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(channel));
        Assert.Empty(_shop.Asked);
        _shop.Vault.IsBroken = false;
        Assert.Null((await ReadAsync(channel)).Failure);
        Assert.Equal(["0", "1"], taken);
        Assert.Equal(["1", "2"], _shop.Vault.Rotations.Select(r => r["refreshToken"]));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client"}""", typeof(ReadFailure.Reauthorise))]
    [InlineData(401, "{}", typeof(ReadFailure.Reauthorise))]
    [InlineData(429, "{}", typeof(ReadFailure.Transient))]
    [InlineData(503, "", typeof(ReadFailure.Transient))]
    [InlineData(200, "<html>", typeof(ReadFailure.Unusable))]
    [InlineData(200, """{"access_token":""}""", typeof(ReadFailure.Unusable))]
    [InlineData(200, """{"access_token":"a\r\nX: y","expires_in":60}""", typeof(ReadFailure.Unusable))]
    [InlineData(200, """{"access_token":"abc","expires_in":-1}""", typeof(ReadFailure.Unusable))]
    public async Task Without_a_token_nothing_is_sent_and_the_reason_is_told(int status, string body, Type failure)
    {
        _shop.Token = _ => (status, body);
        Assert.IsType(failure, (await ReadAsync()).Failure);
        Assert.Empty(_shop.Asked);
        var verdict = (await _shop.Adapter.PushAsync(_shop.Channel(), _shop.Adapter.Plan([ShopifyBench.Push(1, 1)])[0], Stop)).Verdicts[0].Verdict;
        Assert.True(verdict is PushVerdict.RetryAt or PushVerdict.Reauthorise, $"{verdict}");
    }

    [Fact]
    public async Task A_form_that_is_only_tried_out_shares_no_token_and_uses_up_no_refresh_token()
    {
        var tokens = 0;
        _shop.Token = _ => (200, $$"""{"access_token":"canary-token-{{++tokens}}","expires_in":3600}""");
        ChannelConnection Form(params (string, string)[] credentials) => new(0, "new", ChannelKind.Shopify, _shop.Channel().Settings, _shop.Channel(credentials).Credentials);
        await _shop.Adapter.TestAsync(Form(("clientId", "a"), ("clientSecret", "a")), Stop);
        await _shop.Adapter.TestAsync(Form(("clientId", "b"), ("clientSecret", "b")), Stop);
        Assert.Equal(["canary-token-1", "canary-token-2"], _shop.Tokens);
        var checks = await _shop.Adapter.TestAsync(Form(("clientId", "a"), ("clientSecret", "a"), ("refreshToken", "r")), Stop);
        Assert.Equal([true, true, false, false], checks.Select(c => c.Ok));
        Assert.Equal(2, tokens);
    }

    [Fact]
    public async Task A_fixed_token_is_used_as_it_is()
    {
        _shop.Graph = (_, _) => """{"data":{"nodes":[null]}}""";
        var channel = _shop.Channel(("accessToken", "shpat_fixed"), ("clientSecret", "s"));
        Assert.Null((await ReadAsync(channel)).Failure);
        _shop.Raw = (http, _) => AnsweringServer.WriteAsync(http, 401, "{}");
        Assert.IsType<ReadFailure.Reauthorise>((await ReadAsync(channel)).Failure);
        Assert.Equal(["shpat_fixed", "shpat_fixed"], _shop.Tokens);
    }

    private Task<StockReading> ReadAsync(ChannelConnection? channel = null) => _shop.Adapter.ReadStockAsync(channel ?? _shop.Channel(), [ShopifyBench.Item(1)], Stop);
}
