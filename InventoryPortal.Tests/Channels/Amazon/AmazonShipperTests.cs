using InventoryPortal.Channels.Amazon;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

/// <summary>What Amazon ships is never written, also where it is not plain to see who ships it.</summary>
public sealed class AmazonShipperTests
{
    private const string Unset = "UNSET-00001";

    [Fact]
    public async Task A_listing_without_a_quantity_is_looked_into_once_before_the_first_write()
    {
        await using var stand = await AmazonStand.OpenAsync();
        stand.AddUnset(Unset);
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push(Unset, 9)));
        Assert.Equal(["GET items", "GET items", "GET summaries", "PATCH items"], stand.Calls.Select(Short));
        Assert.Contains(",attributes&", stand.Requests[^3].Target, StringComparison.Ordinal);
        Assert.Contains($"&sellerSkus={Unset}", stand.Requests[^2].Target, StringComparison.Ordinal);
        // A stock read that shows no more than before does not undo what was found out.
        await stand.Adapter.ReadStockAsync(stand.Channel, [Unset], AmazonStand.Stop);
        _ = stand.Calls;
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push(Unset, 8, "k2")));
        Assert.Equal(["PATCH items"], stand.Calls.Select(Short));
    }

    [Theory]
    [InlineData("AMAZON_NA", true, "fulfilled_by_amazon")]
    [InlineData("DEFAULT", true, null)]
    [InlineData(null, true, "fulfilled_by_amazon")]
    [InlineData(null, false, "fulfilment_unknown")]
    public async Task Of_a_listing_without_a_quantity_the_merchants_word_counts_and_then_Amazons_own_stock(string? said, bool mayAsk, string? refusal)
    {
        await using var stand = await AmazonStand.OpenAsync();
        var attributes = said is null ? "{}" : $$"""{"fulfillment_availability":[{"fulfillment_channel_code":"{{said}}","marketplace_id":"ATVPDKIKX0DER"}]}""";
        stand.Instead = (http, body) => http.Request.Method == "PATCH" ? stand.SimulateAsync(http, body)
            : http.Request.Path.Value!.EndsWith("/summaries", StringComparison.Ordinal) ? Summaries(http, mayAsk)
            : AnsweringServer.WriteAsync(http, 200, $$"""
                {"numberOfResults":1,"items":[{"sku":"SKU-00001","summaries":[],"fulfillmentAvailability":[]{{(http.Request.Query["includedData"].ToString().Contains("attributes", StringComparison.Ordinal) ? $",\"attributes\":{attributes}" : "")}}}]}
                """);
        var verdict = await stand.PushAsync(AmazonStand.Push("SKU-00001", 9));
        Assert.Equal(refusal, (verdict as PushVerdict.Rejected)?.Code);
        Assert.Equal(refusal is null, stand.Calls.Any(c => c.StartsWith("PATCH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_listing_that_both_ship_counts_as_Amazons()
    {
        await using var stand = await AmazonStand.OpenAsync();
        stand.Instead = (http, _) => AnsweringServer.WriteAsync(http, 200, """
            {"numberOfResults":1,"items":[{"sku":"SKU-00001","fulfillmentAvailability":[{"fulfillmentChannelCode":"DEFAULT","quantity":4},{"fulfillmentChannelCode":"AMAZON_EU"}]}]}
            """);
        Assert.Equal("fulfilled_by_amazon", Assert.IsType<PushVerdict.Rejected>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 9))).Code);
    }

    [Fact]
    public async Task A_listing_that_was_handed_over_to_Amazon_meanwhile_is_seen_within_the_hour()
    {
        await using var stand = await AmazonStand.OpenAsync();
        Assert.IsType<PushVerdict.Accepted>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 9)));
        stand.Instead = (http, _) => AnsweringServer.WriteAsync(
            http, 200, """{"numberOfResults":1,"items":[{"sku":"SKU-00001","fulfillmentAvailability":[{"fulfillmentChannelCode":"AMAZON_NA"}]}]}""");
        stand.Clock.Shift(TimeSpan.FromMinutes(61));
        _ = stand.Calls;
        Assert.Equal("fulfilled_by_amazon", Assert.IsType<PushVerdict.Rejected>(await stand.PushAsync(AmazonStand.Push("SKU-00001", 8, "k2"))).Code);
        Assert.Equal(["GET items"], stand.Calls.Select(Short));
    }

    [Fact]
    public async Task What_is_forgotten_while_a_feed_is_made_up_condemns_no_listing_in_it()
    {
        await using var stand = await AmazonStand.OpenAsync(60);
        var services = TestAdapters.Services(stand.Clock);
        stand.Adapter = new AmazonAdapter(
            services.GetRequiredService<OutboundCalls>(), services.GetRequiredService<AccessTokens>(), services.GetRequiredService<IChannelNotes>(),
            services.GetRequiredService<AddressPolicy>(), services.GetRequiredService<IHostResolver>(), stand.Clock, remembered: 30);
        var call = new PushCall("feeds", [.. Enumerable.Range(1, 60).Select(i => AmazonStand.Push(AmazonStand.SkuOf(i), 7))]);
        Assert.All((await stand.Adapter.PushAsync(stand.Channel, call, AmazonStand.Stop)).Verdicts, v => Assert.IsType<PushVerdict.Accepted>(v.Verdict));
    }

    private static Task Summaries(HttpContext http, bool mayAsk) => mayAsk
        ? AnsweringServer.WriteAsync(http, 200, """
            {"payload":{"granularity":{},"inventorySummaries":[{"sellerSku":"SKU-00001","inventoryDetails":{"fulfillableQuantity":3}}]}}
            """)
        : AnsweringServer.WriteAsync(http, 403, """{"errors":[{"code":"Unauthorized","message":"m"}]}""");

    private static string Short(string call) => $"{call.Split(' ')[0]} {(call.Contains("/summaries", StringComparison.Ordinal) ? "summaries" : call.Split('/')[5])}";
}
