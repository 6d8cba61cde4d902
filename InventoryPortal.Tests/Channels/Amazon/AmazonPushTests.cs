using System.Text.Json.Nodes;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

public sealed class AmazonPushTests
{
    private const string Patch = "PATCH /lab/amazon/listings/2021-08-01/items/A1LABSELLER00/SKU-00001";
    private const string Search = "GET /lab/amazon/listings/2021-08-01/items/A1LABSELLER00";

    [Fact]
    public async Task A_change_merges_the_quantity_names_the_products_type_and_is_a_promise_only()
    {
        await using var stand = await AmazonStand.OpenAsync();
        var accepted = Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 9)));
        Assert.Equal(TimeSpan.FromSeconds(1), accepted.ConfirmAfter);
        Assert.Equal([Search, Patch], stand.Calls);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"productType":"SKU","patches":[{"op":"merge","path":"/attributes/fulfillment_availability","value":[{"fulfillment_channel_code":"DEFAULT","quantity":9}]}]}
                """),
            JsonNode.Parse(stand.Requests[^1].Body)));
        Assert.EndsWith("?marketplaceIds=ATVPDKIKX0DER&issueLocale=en_US", stand.Requests[^1].Target, StringComparison.Ordinal);
        Assert.Equal(5, stand.StockOf(1));
        stand.Clock.Shift(TimeSpan.FromSeconds(1));
        Assert.Equal(9, (await stand.Adapter.ReadStockAsync(stand.Channel, ["SKU-00001"], AmazonStand.Stop)).Figures.Single().Quantity);
    }

    [Fact]
    public async Task A_promise_is_waited_for_ever_longer_and_sent_again_only_as_another_change_or_when_it_was_lost()
    {
        await using var stand = await AmazonStand.OpenAsync();
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 9)));
        _ = stand.Calls;
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 9))).ConfirmAfter);
        Assert.Equal(TimeSpan.FromSeconds(4), Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 9))).ConfirmAfter);
        Assert.Empty(stand.Calls);
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 8, "k2")));
        Assert.Equal([Patch], stand.Calls);
        stand.Clock.Shift(TimeSpan.FromMinutes(15));
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 8, "k2")));
        Assert.Equal([Patch], stand.Calls);
    }

    [Fact]
    public async Task Types_that_are_not_known_yet_are_asked_for_twenty_at_a_call_and_once()
    {
        await using var stand = await AmazonStand.OpenAsync(20);
        var pushes = Enumerable.Range(1, 20).Select(i => AmazonStand.Push(AmazonStand.SkuOf(i), 1)).ToList();
        var together = stand.Clock.HoldAsync(pushes.Count);
        var first = Task.WhenAll(pushes.Select(stand.PushAsync));
        await together.WaitAsync(AmazonStand.Patience, AmazonStand.Stop);
        stand.Clock.Release();
        Assert.All(await first, v => Assert.IsType<PushVerdict.Accepted>(v));
        Assert.Single(stand.Calls, c => c == Search);
        Assert.All(await Task.WhenAll(pushes.Select(p => stand.PushAsync(p with { OperationKey = "k2" }))), v => Assert.IsType<PushVerdict.Accepted>(v));
        Assert.DoesNotContain(Search, stand.Calls);
    }

    [Fact]
    public async Task What_Amazon_ships_is_never_written_and_a_stranger_is_refused()
    {
        await using var stand = await AmazonStand.OpenAsync();
        stand.AddAmazons("FBA-1", 24);
        Assert.Equal("fulfilled_by_amazon", Assert.IsType<PushVerdict.Rejected>(await stand.PushAsync(AmazonStand.Push("FBA-1", 3))).Code);
        Assert.Equal("not_found", Assert.IsType<PushVerdict.Rejected>(await stand.PushAsync(AmazonStand.Push("NOBODYS", 3))).Code);
        Assert.Equal([Search, Search], stand.Calls);
    }

    [Fact]
    public async Task Status_INVALID_within_200_is_a_refusal_with_Amazons_own_code_and_the_type_is_asked_for_anew()
    {
        await using var stand = await AmazonStand.OpenAsync();
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 9)));
        stand.Instead = (http, _) => AnsweringServer.WriteAsync(
            http, 200, """{"sku":"SKU-00001","status":"INVALID","submissionId":"s","issues":[{"code":"1","message":"m","severity":"WARNING"},{"code":"90220","message":"wrong type","severity":"ERROR"}]}""");
        Assert.Equal(new PushVerdict.Rejected("90220", "wrong type"), await stand.PushAsync(AmazonStand.Push("SKU-00001", 7, "k2")));
        stand.Instead = null;
        _ = stand.Calls;
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 7, "k3")));
        Assert.Equal([Search, Patch], stand.Calls);
    }

    [Theory]
    [InlineData(400, typeof(PushVerdict.Rejected))]
    [InlineData(403, typeof(PushVerdict.Reauthorise))]
    [InlineData(413, typeof(PushVerdict.RetryAt))]
    [InlineData(429, typeof(PushVerdict.RetryAt))]
    [InlineData(500, typeof(PushVerdict.Unknown))]
    [InlineData(503, typeof(PushVerdict.Unknown))]
    [InlineData(204, typeof(PushVerdict.Unknown))]
    public async Task A_status_has_its_verdict(int status, Type verdict)
    {
        await using var stand = await AmazonStand.OpenAsync();
        await stand.Adapter.ReadStockAsync(stand.Channel, ["SKU-00001"], AmazonStand.Stop);
        stand.Instead = (http, _) => AnsweringServer.WriteAsync(http, status, status == 204 ? "" : """{"errors":[{"code":"InvalidInput","message":"m","details":""}]}""");
        Assert.IsType(verdict, await stand.PushAsync(AmazonStand.Push("SKU-00001", 9)));
    }

    [Fact]
    public async Task A_refused_access_token_is_replaced_once_and_a_refused_refresh_token_needs_a_person()
    {
        await using var stand = await AmazonStand.OpenAsync();
        await stand.PushAsync(AmazonStand.Push("SKU-00001", 9));
        _ = stand.Calls;
        var refused = 0;
        stand.Instead = (http, body) =>
        {
            stand.Instead = null;
            refused++;
            return AnsweringServer.WriteAsync(http, 403, """{"errors":[{"code":"Unauthorized","message":"expired"}]}""");
        };
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 8, "k2")));
        Assert.Equal((1, 2), (refused, stand.Calls.Count));
        stand.Credentials["refreshToken"] = "Atzr|another";
        stand.Restart();
        var channel = new ChannelConnection(1, "amazon", ChannelKind.Amazon, stand.Channel.Settings, new Dictionary<string, string>(stand.Credentials) { ["refreshToken"] = "Atzr|old" });
        var call = Assert.Single(stand.Adapter.Plan([AmazonStand.Push("SKU-00001", 7, "k3")]));
        var report = await stand.Adapter.PushAsync(channel, call, AmazonStand.Stop);
        Assert.Contains("invalid_grant", Assert.IsType<PushVerdict.Reauthorise>(report.Verdicts.Single().Verdict).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_499, 1_499)]
    [InlineData(1_500, 1)]
    [InlineData(25_000, 1)]
    [InlineData(25_001, 2)]
    public void Few_changes_go_one_by_one_and_very_many_as_feeds(int changes, int calls)
    {
        var adapter = TestAdapters.All().Get(ChannelKind.Amazon)!;
        Assert.Equal(calls, adapter.Plan([.. Enumerable.Range(1, changes).Select(i => new QuantityPush(i, $"S{i}", 1, null, "k"))]).Count);
    }
}
