using System.Diagnostics;
using System.Net;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Journeys;

/// <summary>The main job on real input, through the contract alone.</summary>
public sealed class OneSaleJourney : IAsyncLifetime
{
    private readonly PortalHost _host = PortalHost.Start();
    private readonly Merchant _merchant;
    private TwoStores _stores = null!;

    public OneSaleJourney() => _merchant = new Merchant(_host.Address, PortalHost.ApiKey);

    public async ValueTask InitializeAsync()
    {
        _stores = await TwoStores.StartAsync(TimeSpan.FromMilliseconds(50));
        await _stores.FillAsync(_merchant, units: 40);
    }

    [Fact]
    public async Task Two_stores_are_imported_mapped_and_filled_in_the_fewest_legal_calls()
    {
        foreach (var store in new[] { _stores.North, _stores.South })
        {
            Assert.Equal((2, 1), (store.Count("POST products/batch"), store.Count("POST products/{id}/variations/batch")));
        }
        foreach (var sku in _stores.Ids.Keys)
        {
            Assert.Equal((30, 10), (_stores.North.StockOf(_stores.Ids[sku]), _stores.South.StockOf(_stores.Ids[sku])));
        }
        foreach (var sku in new[] { "SKU-000", "SKU-119", _stores.Ids.Keys.Last() })
        {
            await _stores.ShowThePlanAsync(_merchant, sku);
        }
    }

    [Fact]
    public async Task A_signed_order_reaches_both_stores_within_a_second()
    {
        var sku = "SKU-007";
        var order = _stores.North.PlaceOrder((_stores.Ids[sku], 4));
        var watch = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.OK, await TwoStores.DeliverAsync(_host, "north", _stores.North, order));
        await _stores.South.WaitForStockAsync(_stores.Ids[sku], 9, TestContext.Current.CancellationToken);
        await _stores.North.WaitForStockAsync(_stores.Ids[sku], 27, TestContext.Current.CancellationToken);
        Assert.True(watch.ElapsedMilliseconds < 1000, $"It took {watch.ElapsedMilliseconds} ms.");
        await _stores.ShowThePlanAsync(_merchant, sku);
    }

    [Fact]
    public async Task An_order_edited_partly_refunded_and_cancelled_balances_and_repeats_change_nothing()
    {
        var (sku, id) = ("SKU-011", _stores.Ids["SKU-011"]);
        var order = _stores.North.PlaceOrder((id, 4));
        await StepAsync(sku, order, onHand: 36);
        _stores.North.EditOrder(order, line: 0, quantity: 6);
        await StepAsync(sku, order, onHand: 34);
        _stores.North.EditOrder(order, line: 0, quantity: 4);
        await StepAsync(sku, order, onHand: 36);
        _stores.North.RefundOrder(order, line: 0, quantity: 1, restock: true);
        await StepAsync(sku, order, onHand: 37);
        _stores.North.RefundOrder(order, line: 0, quantity: 1, restock: false);
        await StepAsync(sku, order, onHand: 37);

        var second = _stores.North.PlaceOrder((id, 2));
        await StepAsync(sku, second, onHand: 35);
        _stores.North.MoveOrder(second, "cancelled");
        await StepAsync(sku, second, onHand: 37);
        Assert.Equal(HttpStatusCode.OK, await TwoStores.DeliverAsync(_host, "north", _stores.North, second));
        await StepAsync(sku, second, onHand: 37);
    }

    [Fact]
    public async Task An_order_cancelled_before_it_was_created_moves_nothing()
    {
        var (sku, id) = ("SKU-012", _stores.Ids["SKU-012"]);
        var order = _stores.North.PlaceOrder((id, 3));
        var created = _stores.North.OrderJson(order);
        _stores.North.MoveOrder(order, "cancelled");
        await StepAsync(sku, order, onHand: 40);
        await SignedWebhook.SendAsync(_host, "north", "order.created", created, Merchant.WebhookSecret);
        await HandledAsync();
        await _stores.ShowThePlanAsync(_merchant, sku);
        Assert.Equal(40, (int)(await _merchant.GetAsync($"products/{sku}"))["onHand"]!);
    }

    [Fact]
    public async Task A_forged_order_is_refused_and_an_unknown_channel_is_not_found()
    {
        var order = _stores.North.PlaceOrder((_stores.Ids["SKU-013"], 1));
        var json = _stores.North.OrderJson(order);

        // Or the next poll would rightly find it.
        _stores.North.MoveOrder(order, "cancelled");
        Assert.Equal(HttpStatusCode.Unauthorized, await SignedWebhook.SendAsync(_host, "north", "order.created", json, "wrong"));
        Assert.Equal(HttpStatusCode.NotFound, await SignedWebhook.SendAsync(_host, "nowhere", "order.created", json, Merchant.WebhookSecret));
        using var stranger = _host.Api(key: null);
        using var challenge = await stranger.GetAsync(new Uri("/webhooks/north?challenge_code=x", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, challenge.StatusCode);
        Assert.Equal(40, (int)(await _merchant.GetAsync("products/SKU-013"))["onHand"]!);
    }

    [Fact]
    public async Task A_sale_that_leaves_the_plan_unchanged_is_still_put_right_at_its_store()
    {
        var (sku, id) = ("SKU-014", _stores.Ids["SKU-014"]);
        for (var sale = 0; sale < 6; sale++)
        {
            var order = _stores.South.PlaceOrder((id, 1));
            Assert.Equal(HttpStatusCode.OK, await TwoStores.DeliverAsync(_host, "south", _stores.South, order));
            await HandledAsync();
            await _stores.ShowThePlanAsync(_merchant, sku);
        }
        Assert.Equal(34, (int)(await _merchant.GetAsync($"products/{sku}"))["onHand"]!);
    }

    [Fact]
    public async Task An_order_of_an_unmapped_listing_is_kept_and_applied_when_mapped()
    {
        var id = _stores.North.AddProduct("LATE-1", 5);
        await _merchant.ImportAsync("north");
        var order = _stores.North.PlaceOrder((id, 2));
        Assert.Equal(HttpStatusCode.OK, await TwoStores.DeliverAsync(_host, "north", _stores.North, order));
        await HandledAsync();
        await _merchant.PostAsync("products", new { sku = "LATE-1", name = "Came late", onHand = 10 });
        await _merchant.PutAsync($"channels/north/listings/{id}", new { sku = "LATE-1" });
        await Merchant.UntilAsync(async () => (int)(await _merchant.GetAsync("products/LATE-1"))["onHand"]! == 8, "the order to be applied");
        await _stores.North.WaitForStockAsync(id, 8, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _merchant.Dispose();
        await _host.DisposeAsync();
        await _stores.DisposeAsync();
    }

    private async Task StepAsync(string sku, long order, int onHand)
    {
        Assert.Equal(HttpStatusCode.OK, await TwoStores.DeliverAsync(_host, "north", _stores.North, order));
        await HandledAsync();
        Assert.Equal(onHand, (int)(await _merchant.GetAsync($"products/{sku}"))["onHand"]!);
        await _stores.ShowThePlanAsync(_merchant, sku);
    }

    private Task HandledAsync() =>
        Merchant.UntilAsync(async () => (int)(await _merchant.GetAsync("events?status=pending"))["total"]! == 0, "the inbox to be empty");
}
