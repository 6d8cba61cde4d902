using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Proves one kind of alert from its cause to its end, and makes what causes need.</summary>
internal static class AlertProof
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The cause is told once by mail and once by webhook, however often it is looked at; its end likewise.</summary>
    public static async Task ProveAsync(DeliveryBench bench, AlertKind kind, Func<Task> cause, Func<Task> end, Func<Task>? look = null)
    {
        await bench.MailToAsync(with: i => i with { Kinds = [kind] });
        await bench.HookToAsync(with: i => i with { Kinds = [kind] });
        look ??= () => Task.CompletedTask;
        await look();
        await bench.RunAsync();
        Assert.Empty(bench.Subjects);

        await cause();
        await LookTwiceAsync();
        Assert.Equal([(kind, "opened")], Hooked(bench));
        Assert.Single(bench.Mail.Accepted);

        await end();
        await LookTwiceAsync();
        Assert.Equal([(kind, "opened"), (kind, "resolved")], Hooked(bench));
        Assert.Equal(2, bench.Mail.Accepted.Count);
        Assert.StartsWith("Resolved: ", bench.Subjects[1], StringComparison.Ordinal);

        async Task LookTwiceAsync()
        {
            await look();
            await bench.RunAsync();
            await look();
            await bench.RunAsync();
        }
    }

    public static Task PassAsync(DeliveryBench bench, TimeSpan time)
    {
        bench.Clock.Advance(time);
        return Task.CompletedTask;
    }

    private static List<(AlertKind Kind, string Occasion)> Hooked(DeliveryBench bench) =>
    [
        .. from request in bench.Hook.Requests
           from alert in JsonDocument.Parse(request.Body).RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray()
           select (Enum.Parse<AlertKind>(alert.GetProperty("kind").GetString()!, ignoreCase: true), alert.GetProperty("occasion").GetString()!),
    ];

    public static async Task ProductAsync(DeliveryBench bench, string sku, int onHand, int threshold) => Assert.IsType<CommandAnswer<ProductView>.Done>(
        await bench.Get<ProductStore>().CreateAsync(CommandContext.System, new NewProduct(sku, sku, OnHand: onHand, LowStockThreshold: threshold), Stop));

    public static async Task MoveAsync(DeliveryBench bench, MovementKind kind, int quantity) => Assert.IsType<CommandAnswer<MovementResult>.Done>(
        await bench.Get<StockStore>().MoveAsync(CommandContext.System, new MovementCommand("MUG", kind, quantity, AllowOversell: kind == MovementKind.Sale), Stop));

    public static async Task<long> ChannelAsync(DeliveryBench bench, ChannelKind kind = ChannelKind.WooCommerce)
    {
        var row = new ChannelRow { Key = "shop", Kind = kind, Name = "shop", SettingsJson = "{}", CreatedAt = bench.Clock.GetUtcNow(), CountsFrom = bench.Clock.GetUtcNow() };
        await bench.Portal.WriteAsync(
            (db, _) =>
            {
                db.Add(row);
                return Task.CompletedTask;
            },
            Stop);
        return row.Id;
    }

    public static async Task<long> LinkedChannelAsync(DeliveryBench bench)
    {
        await ProductAsync(bench, "MUG", onHand: 50, threshold: 0);
        var channel = await ChannelAsync(bench);
        await bench.Portal.WriteAsync(
            async (db, token) =>
            {
                var product = await db.Products.Select(p => p.Id).SingleAsync(token);
                db.Listings.Add(new ListingRow { ChannelId = channel, ExternalId = "1", ProductId = product, LinkState = LinkState.Linked });
                await db.SaveChangesAsync(token);
                await Reallocation.ApplyAsync(db, [product], bench.Clock.GetUtcNow(), token);
            },
            Stop);
        return channel;
    }

    public static Task SetAsync(DeliveryBench bench, long channel, Action<ChannelRow> set) =>
        bench.Portal.WriteAsync(async (db, token) => set(await db.Channels.SingleAsync(c => c.Id == channel, token)), Stop);
}
