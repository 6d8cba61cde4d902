using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>Brings goods in when they run low, so that the demo shop lives for days.</summary>
internal sealed class GoodsInWorker(
    LabShops shops, ProductQueries products, StockStore stock, IOptions<LabOptions> options, TimeProvider clock, ILogger<GoodsInWorker> log) : BackgroundService
{
    /// <summary>A lorry comes this often: long enough that alerts for low stock are seen.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(40);

    /// <summary>Products of one delivery.</summary>
    private const int MaxLines = 3;

    private readonly Random _random = new(options.Value.Seed);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await shops.Ready.WaitAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(Every, clock, stoppingToken);
                if (!shops.IsPaused)
                {
                    await DeliverAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var note = $"Delivery note {clock.GetUtcNow():yyMMdd-HHmm}";
            var page = new PageRequest(1, MaxLines);
            var sort = new ProductSort(ProductSortField.Available, false);
            var low = (await products.ListAsync(new ProductSearch(Stock: StockBand.Out, Sort: sort), page, cancellationToken)).Items
                .Concat((await products.ListAsync(new ProductSearch(Stock: StockBand.Low, Sort: sort), page, cancellationToken)).Items)
                .Take(MaxLines);
            foreach (var product in low)
            {
                var units = (product.LowStockThreshold * 5) + _random.Next(10, 40);
                await stock.MoveAsync(
                    CommandContext.System, new MovementCommand(product.Sku, MovementKind.Restock, units, Reference: note, Reason: "Supplier delivery"), cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "Goods could not be brought in; tried again in {Seconds} s.", Every.TotalSeconds);
        }
    }
}
