using CsCheck;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

public sealed class WooPushTests
{
    [Fact]
    public async Task A_plan_makes_the_fewest_legal_calls()
    {
        await using var woo = await WooHarness.StartAsync();
        var pushes = Enumerable.Range(1, 250).Select(i => Push(i, $"{i}"))
            .Concat(Enumerable.Range(1, 130).Select(i => Push(1000 + i, $"900/{2000 + i}")))
            .Concat(Enumerable.Range(1, 5).Select(i => Push(3000 + i, $"901/{4000 + i}")))
            .ToList();

        var calls = woo.Adapter.Plan(pushes);

        Assert.Equal([100, 100, 50, 100, 30, 5], calls.Select(c => c.Pushes.Count));
        Assert.Equal(3, calls.Count(c => c.Route == "products/batch"));
        Assert.Equal(2, calls.Count(c => c.Route == "products/900/variations/batch"));
    }

    [Fact]
    public async Task A_plan_loses_doubles_and_reorders_nothing()
    {
        await using var woo = await WooHarness.StartAsync();
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 3]).Array[0, 400].Sample(ids =>
        {
            var pushes = ids.Select((id, i) => Push(i, id.Item2 == 0 ? $"{id.Item1}" : $"{id.Item1}/{id.Item2}")).ToList();

            var calls = woo.Adapter.Plan(pushes);

            Assert.Equal(pushes.Select(p => p.ListingId), calls.SelectMany(c => c.Pushes).Select(p => p.ListingId).Order());
            Assert.All(calls, c => Assert.InRange(c.Pushes.Count, 1, 100));
            Assert.All(calls, c => Assert.Equal(c.Pushes.Select(p => p.ListingId).Order(), c.Pushes.Select(p => p.ListingId)));
        });
    }

    [Fact]
    public async Task Quantities_reach_products_and_variations()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 1);
        var shirts = woo.Store.AddVariable("SHIRT", null, ("S", 1), ("M", 1));

        var verdicts = await woo.PushAsync((mug, 7), (shirts[0], 8), (shirts[1], 0));

        Assert.Equal([new PushVerdict.Applied(7), new PushVerdict.Applied(8), new PushVerdict.Applied(0)], verdicts);
        Assert.Equal((7, 8, 0), (woo.Store.StockOf(mug), woo.Store.StockOf(shirts[0]), woo.Store.StockOf(shirts[1])));
        Assert.Equal(2, woo.Store.Requests.Count);
    }

    [Fact]
    public async Task A_batch_names_each_id_and_its_quantity_as_whole_numbers_and_nothing_else()
    {
        await using var woo = await WooHarness.StartAsync();
        var (mug, shirt) = (woo.Store.AddProduct("MUG", 1), woo.Store.AddVariable("SHIRT", null, ("S", 1))[0]);
        await woo.PushAsync((mug, 7), (shirt, 8));
        // A store's batch takes a text of digits as well, and a word for none: only here is the type looked at.
        Assert.Equal(
            [$$"""{"update":[{"id":{{mug}},"manage_stock":true,"stock_quantity":7}]}""", $$"""{"update":[{"id":{{shirt.Split('/')[1]}},"stock_quantity":8}]}"""],
            woo.Store.Requests.Select(r => r.Body));
    }

    [Fact]
    public async Task One_bad_item_does_not_spoil_the_others()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", 1);
        var shirt = woo.Store.AddVariable("SHIRT", null, ("S", 1))[0];

        var verdicts = await woo.PushAsync(("999999", 1), (mug, 7), (shirt.Split('/')[1], 3), ("77/88", 3), ("no id", 3));

        Assert.Equal("woocommerce_rest_product_invalid_id", Assert.IsType<PushVerdict.Rejected>(verdicts[0]).Code);
        Assert.Equal(new PushVerdict.Applied(7), verdicts[1]);
        var variation = Assert.IsType<PushVerdict.Rejected>(verdicts[2]);
        Assert.Equal("woocommerce_rest_invalid_product_id", variation.Code);
        Assert.Contains("<product_id>", variation.Message, StringComparison.Ordinal);
        Assert.Equal("woocommerce_rest_product_variation_invalid_id", Assert.IsType<PushVerdict.Rejected>(verdicts[3]).Code);
        Assert.Equal("bad_external_id", Assert.IsType<PushVerdict.Rejected>(verdicts[4]).Code);
    }

    [Fact]
    public async Task A_variation_whose_stock_is_at_its_parent_is_refused_and_left_alone()
    {
        await using var woo = await WooHarness.StartAsync();
        var shirts = woo.Store.AddVariable("SHIRT", 40, ("S", null), ("M", 5));

        var verdicts = await woo.PushAsync((shirts[0], 3), (shirts[1], 4), (shirts[0].Split('/')[0], 30));

        Assert.Equal("managed_by_parent", Assert.IsType<PushVerdict.Rejected>(verdicts[0]).Code);
        Assert.Equal(new PushVerdict.Applied(4), verdicts[1]);
        Assert.Equal(new PushVerdict.Applied(30), verdicts[2]);
        Assert.Equal(30, woo.Store.StockOf(shirts[0]));
    }

    [Fact]
    public async Task An_item_that_kept_no_quantity_begins_to()
    {
        await using var woo = await WooHarness.StartAsync();
        var mug = woo.Store.AddProduct("MUG", null);
        var shirts = woo.Store.AddVariable("SHIRT", null, ("S", null), ("M", 5));

        var verdicts = await woo.PushAsync((mug, 3), (shirts[0], 4), (shirts[1], 6));

        Assert.Equal([new PushVerdict.Applied(3), new PushVerdict.Applied(4), new PushVerdict.Applied(6)], verdicts);
        Assert.Equal(4, woo.Store.StockOf(shirts[0]));
    }

    [Fact]
    public async Task A_call_larger_than_the_store_takes_is_rejected_not_repeated()
    {
        await using var woo = await WooHarness.StartAsync();
        var pushes = Enumerable.Range(1, 101).Select(i => Push(i, $"{i}")).ToList();

        var report = await woo.Adapter.PushAsync(woo.Channel, new PushCall("products/batch", pushes), WooHarness.Token);

        Assert.Equal(101, report.Verdicts.Count);
        Assert.All(report.Verdicts, v => Assert.Equal("woocommerce_rest_request_entity_too_large", Assert.IsType<PushVerdict.Rejected>(v.Verdict).Code));
    }

    [Fact]
    public async Task Items_that_fail_inside_the_store_are_tried_again_and_only_they()
    {
        await using var woo = await WooHarness.StartAsync();
        var ids = Enumerable.Range(1, 4).Select(i => woo.Store.AddProduct($"P{i}", 1)).ToList();
        woo.Store.Faults.Next("POST products/batch", new FakeWooFault.HalfFails("db_error", 500));

        var verdicts = await woo.PushAsync([.. ids.Select(id => (id, 9))]);

        Assert.IsType<PushVerdict.Applied>(verdicts[0]);
        Assert.False(Assert.IsType<PushVerdict.RetryAt>(verdicts[1]).Throttled);
        Assert.IsType<PushVerdict.Applied>(verdicts[2]);
        Assert.IsType<PushVerdict.RetryAt>(verdicts[3]);
    }

    private static QuantityPush Push(long listing, string externalId) => new(listing, externalId, 5, null, "op");
}
