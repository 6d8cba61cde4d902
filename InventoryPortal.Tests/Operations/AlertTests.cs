using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class AlertTests : OperationsBench
{
    [Fact]
    public async Task One_cause_is_one_incident_while_it_lasts_and_a_new_one_afterwards()
    {
        await RaiseAsync("MUG", "first");
        await RaiseAsync("MUG", "second");
        await RaiseAsync("CUP", "another cause");

        var open = await OpenAsync();
        Assert.Equal(2, open.Count);
        var mug = open.Single(a => a.Subject == "MUG");
        Assert.Equal((2, "second", AlertState.Open), (mug.Count, mug.Message, mug.State));

        await ResolveAsync("MUG");
        await RaiseAsync("MUG", "again");
        var all = await AlertReads().ListAsync(new AlertSelection(), new PageRequest(), Stop);
        Assert.Equal(3, all.Total);
        Assert.Equal(1, (await OpenAsync()).Single(a => a.Subject == "MUG").Count);
    }

    [Fact]
    public async Task Raised_twice_in_one_transaction_it_is_one_incident_and_resolved_in_it_none_stands()
    {
        await Portal.WriteAsync(
            async (db, token) =>
            {
                await AlertWriter.RaiseAsync(db, AlertKind.Oversold, "MUG", "a", null, null, Noon, token);
                await AlertWriter.RaiseAsync(db, AlertKind.Oversold, "MUG", "b", null, null, Noon, token);
            },
            Stop);
        Assert.Equal(2, Assert.Single(await OpenAsync()).Count);

        await Portal.WriteAsync(
            async (db, token) =>
            {
                Assert.Equal(1, await AlertWriter.ResolveAsync(db, AlertKind.Oversold, "MUG", Noon, token));
                Assert.Equal(0, await AlertWriter.ResolveAsync(db, AlertKind.Oversold, "MUG", Noon, token));
                await AlertWriter.RaiseAsync(db, AlertKind.Oversold, "MUG", "c", null, null, Noon, token);
            },
            Stop);
        Assert.Equal("c", Assert.Single(await OpenAsync()).Message);
    }

    [Fact]
    public async Task An_acknowledged_incident_stays_so_when_its_cause_is_seen_again()
    {
        await RaiseAsync("MUG", "low");
        var id = (await OpenAsync())[0].Id;

        var known = Done(await Alerts().AcknowledgeAsync(CommandContext.System, id, "ordered more", Stop));
        await RaiseAsync("MUG", "still low");

        Assert.Equal((AlertState.Acknowledged, "system", "ordered more"), (known.State, known.AcknowledgedBy, known.Note));
        Assert.Empty(await OpenAsync());
        Assert.Equal(AlertState.Acknowledged, Done(await Alerts().AcknowledgeAsync(CommandContext.System, id, null, Stop)).State);
        await ResolveAsync("MUG");
        Assert.Equal("alert_resolved", Refused(await Alerts().AcknowledgeAsync(CommandContext.System, id, null, Stop)).Code);
        Assert.Equal("not_found", Refused(await Alerts().AcknowledgeAsync(CommandContext.System, 999, null, Stop)).Code);
    }

    [Fact]
    public async Task A_level_that_swings_about_its_threshold_is_one_incident()
    {
        var product = await ProductAsync("MUG", onHand: 20, threshold: 20);
        var watch = new StockWatch(Portal, Alerts());
        await watch.RunAsync(null, Stop);
        Assert.Equal(AlertKind.LowStock, Assert.Single(await OpenAsync()).Kind);

        await SetAsync(product.Id, 21);
        await watch.RunAsync(null, Stop);
        Assert.Equal(1, Assert.Single(await OpenAsync()).Count);

        await SetAsync(product.Id, 23);
        await watch.RunAsync(null, Stop);
        Assert.Empty(await OpenAsync());
    }

    [Fact]
    public async Task Of_more_products_than_one_look_reads_that_changed_in_one_instant_each_is_looked_at_and_what_did_not_change_is_not()
    {
        const int Many = 1_200;
        await Portal.WriteAsync(
            (db, token) => RowInsert.InsertAsync(db, [.. Enumerable.Range(0, Many).Select(i => Empty($"EMPTY-{i}", Noon)), Empty("BEFORE", Noon.AddTicks(-1)), Empty("LATER", Noon.AddTicks(1))], token),
            Stop);
        await new StockWatch(Portal, Alerts()).RunAsync(Noon, Stop);

        var open = await Portal.ReadAsync((db, token) => db.Alerts.Where(a => a.Kind == AlertKind.OutOfStock).Select(a => a.Subject).ToListAsync(token), Stop);
        Assert.Equal(Enumerable.Range(0, Many).Select(i => $"EMPTY-{i}").Append("LATER").Order(), open.Order());
    }

    private static ProductRow Empty(string sku, DateTimeOffset changed) =>
        new() { Sku = sku, SkuNormalised = sku, Name = sku, SearchText = sku, CreatedAt = Noon, UpdatedAt = changed };

    [Fact]
    public async Task An_oversold_product_has_its_incidents_until_there_is_stock_again()
    {
        var product = await ProductAsync("MUG", onHand: -2);
        var watch = new StockWatch(Portal, Alerts());
        await watch.RunAsync(Noon, Stop);
        Assert.Equal([AlertKind.OutOfStock, AlertKind.Oversold], (await OpenAsync()).Select(a => a.Kind).Order());
        Assert.All(await OpenAsync(), a => Assert.Equal("MUG", a.Sku));

        await SetAsync(product.Id, 5);
        await watch.RunAsync(Noon, Stop);
        Assert.Empty(await OpenAsync());
    }

    private Task RaiseAsync(string subject, string message) =>
        Alerts().RecordAsync([new AlertFinding(AlertKind.LowStock, subject, message, null, null, Holds: true)], Stop);

    private Task ResolveAsync(string subject) =>
        Alerts().RecordAsync([new AlertFinding(AlertKind.LowStock, subject, "", null, null, Holds: false)], Stop);

    private Task<int> SetAsync(long productId, int onHand) =>
        Portal.WriteAsync((db, token) => db.Products.Where(p => p.Id == productId).ExecuteUpdateAsync(s => s.SetProperty(p => p.OnHand, onHand), token), Stop);

    private async Task<IReadOnlyList<AlertChange>> OpenAsync() =>
        (await AlertReads().ListAsync(new AlertSelection(AlertState.Open), new PageRequest(), Stop)).Items;
}
