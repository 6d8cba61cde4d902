using System.Net;
using System.Text.Json.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Api;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>Listings of one channel that share one quantity, and such that share one product without sharing a quantity.</summary>
[Collection<ApiCollection>]
public sealed class StockPoolTests(SharedPortal portal) : IDisposable
{
    private readonly Merchant _merchant = new(portal.Host.Address, PortalHost.ApiKey);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Variations_that_sell_out_of_their_parents_stock_are_one_number_written_once_and_what_they_sell_counts()
    {
        var store = await portal.StoreAsync();
        var sizes = store.AddVariable("POOL-1", 0, ("S", null), ("M", null), ("L", null));
        var parent = sizes[0].Split('/')[0];
        await _merchant.ConnectAsync("pool", store, weight: 1);
        await _merchant.PostAsync("products/batch", new { items = new[] { new { sku = "POOL-1", name = "Shirt", onHand = 9 }, new { sku = "POOL-1-S", name = "Not it", onHand = 4 } } });
        await _merchant.ImportAsync("pool");
        store.ClearRequests();

        var mapped = await _merchant.PostAsync("channels/pool/listings/auto-map", new { dryRun = false });
        Assert.Equal((4, 0, 0), ((int)mapped["linked"]!, (int)mapped["ambiguous"]!, (int)mapped["unmatched"]!));
        Assert.Equal(3, mapped["items"]!.AsArray().Count(i => (string?)i!["reason"] == "pooled" && (string?)i["sku"] == "POOL-1"));
        await ConfirmedAsync("POOL-1", parent, 9);
        Assert.Empty((await _merchant.GetAsync("products/POOL-1-S"))["listings"]!.AsArray());

        var order = store.PlaceOrder((sizes[1], 2), (sizes[2], 1));
        Assert.Equal(HttpStatusCode.OK, await SignedWebhook.SendAsync(portal.Host, "pool", "order.created", store.OrderJson(order), Merchant.WebhookSecret));
        await ConfirmedAsync("POOL-1", parent, 6);
        Assert.Equal((6, 0), (store.StockOf(parent)!.Value, store.Count("POST products/{id}/variations/batch")));
        Assert.All((await ListingsAsync("POOL-1")).Where(l => (string?)l["externalId"] != parent), l => Assert.Equal((null, null), ((int?)l["desiredQuantity"], (string?)l["lastError"])));
    }

    [Fact]
    public async Task A_sale_of_one_of_them_that_leaves_the_share_as_it_was_has_their_parent_written_again()
    {
        var (plain, pool) = (await portal.StoreAsync(), await portal.StoreAsync());
        var mug = plain.AddProduct("POOL-3", 0);
        var sizes = pool.AddVariable("POOL-3", 0, ("S", null), ("M", null));
        var parent = sizes[0].Split('/')[0];
        await _merchant.ConnectAsync("pool-big", plain, weight: 3);
        await _merchant.ConnectAsync("pool-small", pool, weight: 1);
        await _merchant.PostAsync("products", new { sku = "POOL-3", name = "Shirt", onHand = 5 });
        await MapAsync("pool-big");
        await MapAsync("pool-small");
        await ConfirmedAsync("POOL-3", parent, 1);
        await ConfirmedAsync("POOL-3", mug, 4);

        // The store sells its one, and one of the four that are left is the pool's again: without a write it would show none.
        var order = pool.PlaceOrder((sizes[0], 1));
        Assert.Equal(HttpStatusCode.OK, await SignedWebhook.SendAsync(portal.Host, "pool-small", "order.created", pool.OrderJson(order), Merchant.WebhookSecret));
        await ConfirmedAsync("POOL-3", mug, 3);
        await pool.WaitForStockAsync(parent, 1, Stop);
    }

    [Fact]
    public async Task What_one_of_them_sells_and_gives_back_is_told_of_their_parent()
    {
        var store = await portal.StoreAsync();
        var sizes = store.AddVariable("POOL-4", 0, ("S", null), ("M", null));
        var parent = sizes[0].Split('/')[0];
        await _merchant.ConnectAsync("pool-told", store, weight: 1);
        await _merchant.PostAsync("products", new { sku = "POOL-4", name = "Shirt", onHand = 9 });
        await MapAsync("pool-told");
        await ConfirmedAsync("POOL-4", parent, 9);
        await _merchant.PostAsync("channels/pool-told/pause", new { });

        var before = await RowAsync(parent);
        var order = store.PlaceOrder((sizes[0], 2), (sizes[1], 1));
        await DeliverAsync("pool-told", store, order);
        var sold = await RowAsync(parent);
        Assert.Equal((3, 6), (sold.ToldSinceConfirm, sold.Shown));
        Assert.True(sold.LastSaleAt > before.ConfirmedAt);

        store.MoveOrder(order, "cancelled");
        await DeliverAsync("pool-told", store, order);
        Assert.Equal((0, 9), ((await RowAsync(parent)).ToldSinceConfirm, (await RowAsync(parent)).Shown));
        Assert.All([await RowAsync(sizes[0]), await RowAsync(sizes[1])], r => Assert.Equal((0, null), (r.ToldSinceConfirm, r.LastSaleAt)));
    }

    [Fact]
    public async Task What_gets_stock_of_its_own_follows_no_more_is_linked_to_what_it_sells_and_written()
    {
        var store = await portal.StoreAsync();
        var sizes = store.AddVariable("POOL-5", 0, ("S", null), ("M", null));
        var parent = sizes[0].Split('/')[0];
        await _merchant.ConnectAsync("pool-own", store, weight: 1);
        await _merchant.PostAsync("products", new { sku = "POOL-5", name = "Shirt", onHand = 9 });
        await MapAsync("pool-own");
        await ConfirmedAsync("POOL-5", parent, 9);

        store.KeepOwn(sizes[0], 4);
        Assert.Contains("1 have stock of their own", await _merchant.ImportAsync("pool-own"));

        Assert.DoesNotContain(await ListingsAsync("POOL-5"), l => (string?)l["externalId"] == sizes[0]);
        await _merchant.MoveAsync("POOL-5", "restock", 1);
        await ConfirmedAsync("POOL-5", parent, 10);
        await _merchant.PostAsync("products", new { sku = "POOL-5-S", name = "Shirt S", onHand = 7 });
        await _merchant.PostAsync("channels/pool-own/listings/auto-map", new { dryRun = false });
        await ConfirmedAsync("POOL-5-S", sizes[0], 7);
        Assert.Equal((7, 10), (store.StockOf(sizes[0])!.Value, store.StockOf(parent)!.Value));
        Assert.DoesNotContain("of their own", await _merchant.ImportAsync("pool-own"));

        // And back: what it sells comes out of its parent's again, and its own product is offered nowhere.
        store.KeepAtParent(sizes[0]);
        await _merchant.ImportAsync("pool-own");
        Assert.Contains(await ListingsAsync("POOL-5"), l => (string?)l["externalId"] == sizes[0]);
        Assert.Empty(await ListingsAsync("POOL-5-S"));
        var order = store.PlaceOrder((sizes[0], 2));
        await DeliverAsync("pool-own", store, order);
        await ConfirmedAsync("POOL-5", parent, 8);
        Assert.Equal(7, (int)(await _merchant.GetAsync("products/POOL-5-S"))["onHand"]!);
    }

    [Fact]
    public async Task A_link_by_hand_goes_to_the_one_that_keeps_the_stock_and_the_others_follow_it_there_and_back()
    {
        var store = await portal.StoreAsync();
        var sizes = store.AddVariable("Hand", 3, ("S", null), ("M", null));
        var parent = sizes[0].Split('/')[0];
        await _merchant.ConnectAsync("pool-hand", store, weight: 1);
        await _merchant.PostAsync("products", new { sku = "POOL-2", name = "Shirt", onHand = 5 });
        await _merchant.ImportAsync("pool-hand");

        using var refused = await _merchant.TryPutAsync($"channels/pool-hand/listings/{sizes[0]}", new { sku = "POOL-2" });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(parent, (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync(Stop))!["errors"]!["sku"]![0]);
        await _merchant.PutAsync($"channels/pool-hand/listings/{parent}", new { sku = "POOL-2" });
        Assert.Equal(3, (await ListingsAsync("POOL-2")).Count);
        await ConfirmedAsync("POOL-2", parent, 5);
        await _merchant.PutAsync($"channels/pool-hand/listings/{parent}", new Dictionary<string, string?> { ["sku"] = null });
        Assert.Empty(await ListingsAsync("POOL-2"));
    }

    [Fact]
    public async Task Two_listings_of_one_channel_may_have_one_product_and_never_show_more_than_there_is()
    {
        var store = await portal.StoreAsync();
        var (one, two) = (store.AddProduct("TWICE-A", 0), store.AddProduct("TWICE-B", 0));
        await _merchant.ConnectAsync("twice", store, weight: 1);
        await _merchant.PostAsync("products", new { sku = "TWICE", name = "Mug", onHand = 9 });
        await _merchant.ImportAsync("twice");
        await _merchant.PutAsync($"channels/twice/listings/{one}", new { sku = "TWICE" });
        await _merchant.PutAsync($"channels/twice/listings/{two}", new { sku = "TWICE" });
        await ConfirmedAsync("TWICE", one, 5);
        await ConfirmedAsync("TWICE", two, 4);

        var order = store.PlaceOrder((one, 1), (two, 2));
        Assert.Equal(HttpStatusCode.OK, await SignedWebhook.SendAsync(portal.Host, "twice", "order.created", store.OrderJson(order), Merchant.WebhookSecret));
        await ConfirmedAsync("TWICE", one, 3);
        await ConfirmedAsync("TWICE", two, 3);
    }

    public void Dispose() => _merchant.Dispose();

    private Task ConfirmedAsync(string sku, string externalId, int quantity) => Merchant.UntilAsync(
        async () => (await ListingsAsync(sku)).Any(l => (string?)l["externalId"] == externalId && (int?)l["confirmedQuantity"] == quantity && (string?)l["state"] == "inSync"),
        $"{externalId} to show {quantity}");

    private async Task MapAsync(string channel)
    {
        await _merchant.ImportAsync(channel);
        await _merchant.PostAsync($"channels/{channel}/listings/auto-map", new { dryRun = false });
    }

    /// <summary>Delivers the order's present state and waits until it is in the ledger.</summary>
    private async Task DeliverAsync(string channel, FakeWooStore store, long order)
    {
        Assert.Equal(HttpStatusCode.OK, await SignedWebhook.SendAsync(portal.Host, channel, "order.updated", store.OrderJson(order), Merchant.WebhookSecret));
        await Merchant.UntilAsync(
            async () => !await Database.ReadAsync((db, token) => db.InboundEvents.AnyAsync(e => e.Status == InboundStatus.Pending, token), Stop), "the delivery to be handled");
    }

    private PortalDatabase Database => portal.Host.Services.GetRequiredService<PortalDatabase>();

    private Task<ListingRow> RowAsync(string externalId) =>
        Database.ReadAsync((db, token) => db.Listings.SingleAsync(l => l.ExternalId == externalId && db.Channels.Any(c => c.Id == l.ChannelId && c.Key == "pool-told"), token), Stop);

    private async Task<List<JsonNode>> ListingsAsync(string sku) => [.. (await _merchant.GetAsync($"products/{sku}"))["listings"]!.AsArray().Select(l => l!)];
}
