using System.Diagnostics;
using System.Globalization;
using InventoryPortal.Tests.Support;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>From a sale to every store, which all answer in 50 ms: alone, while a hundred sales a second go on, and from one store to the others.</summary>
internal sealed class PushPart(BenchmarkWorld world, BenchmarkScale scale, BenchmarkTable table)
{
    /// <summary>Sales a second beside which the way to the stores is measured.</summary>
    private const double Load = 100;

    /// <summary>Units on hand of a product before it is sold: each of five stores shows a fifth.</summary>
    private const int Units = 1_000_000;

    /// <summary>Least time between two measured sales, so that one does not ride in the batch of the other.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    /// <summary>Products of which only the measured sales are made.</summary>
    private IReadOnlyList<string> Probes => [.. world.Skus.TakeLast(Math.Min(scale.Probes, world.Skus.Count / 2))];

    public async Task RunAsync()
    {
        foreach (var store in world.Stores)
        {
            store.AnswerDelay = TimeSpan.FromMilliseconds(50);
        }
        await world.PushesAsync(on: true);
        await CountAsync();
        Tell("Sale accepted → received by all five stores", await ProbeAsync(SaleAsync), "p99 ≤ 250 ms");
        await CountAsync();
        Tell("Order at one store, its webhook sent → shown by the four others", await ProbeAsync(OrderAsync), "");
        await CountAsync();
        await UnderLoadAsync();
        await BurstAsync();
    }

    private async Task UnderLoadAsync()
    {
        var others = world.Skus.Except(Probes).ToList();
        var next = 0;
        var isOver = false;
        var load = LoadClient.PacedAsync(Load, _ => !Volatile.Read(ref isOver), () => world.SellAsync(others[Interlocked.Increment(ref next) % others.Count]));
        var times = await ProbeAsync(SaleAsync);
        Volatile.Write(ref isOver, true);
        var sold = await load;
        Tell(string.Create(CultureInfo.InvariantCulture, $"… while {BenchmarkTable.Number(sold.Rate)} other sales a second go on"), times, "p99 ≤ 1 s");
    }

    /// <summary>Every product changes at once: calls that the stores saw beside the fewest that their limit of 100 items allows.</summary>
    private async Task BurstAsync()
    {
        await world.Merchant.SettledAsync();
        foreach (var store in world.Stores)
        {
            store.ClearRequests();
        }
        await MoveAsync("sale", 5);
        await world.Merchant.SettledAsync();
        var calls = world.Stores.Sum(s => s.Count("POST products/batch"));
        var fewest = world.Stores.Count * ((world.Skus.Count + 99) / 100);
        table.Add(
            $"Calls for a burst of {world.Skus.Count:#,0} changes at each of five stores", $"{calls}", $"{fewest}", BenchmarkTable.Number((double)calls / fewest), "≤ 1.05");
    }

    private async Task<IReadOnlyList<double>> ProbeAsync(Func<string, Task<Task>> begin)
    {
        var times = new List<double>();
        using var pause = new PeriodicTimer(Pause);
        foreach (var sku in Probes)
        {
            await pause.WaitForNextTickAsync();
            var start = Stopwatch.GetTimestamp();
            await await begin(sku);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return [.. times.Order()];
    }

    private async Task<Task> SaleAsync(string sku)
    {
        var shown = ShownAsync(sku, world.Stores, (Units - 5) / 5);
        await world.SellAsync(sku, 5);
        return shown;
    }

    private async Task<Task> OrderAsync(string sku)
    {
        var shown = ShownAsync(sku, world.Stores.Skip(1), (Units - 5) / 5);
        var order = world.Stores[0].PlaceOrder((world.ExternalId(0, sku), 5));
        await world.DeliverAsync(toFloor: false, world.Stores[0].OrderJson(order));
        return shown;
    }

    private Task ShownAsync(string sku, IEnumerable<FakeWooStore> stores, int units) =>
        Task.WhenAll(stores.Select(s => s.WaitForStockAsync(world.ExternalId(world.Stores.IndexOf(s), sku), units)));

    private async Task CountAsync()
    {
        await MoveAsync("count", Units);
        await world.Merchant.SettledAsync();
    }

    private async Task MoveAsync(string kind, int quantity)
    {
        foreach (var chunk in world.Skus.Chunk(1000))
        {
            await world.Merchant.PostAsync("stock/movements/batch", new
            {
                items = chunk.Select(sku => new { sku, kind, quantity, idempotencyKey = Guid.NewGuid().ToString("N") }),
            });
        }
    }

    private void Tell(string what, IReadOnlyList<double> times, string target) => table.Add(
        what, $"p50 {BenchmarkTable.Number(LoadResult.Quantile(times, 0.5))} ms, p99 {BenchmarkTable.Number(LoadResult.Quantile(times, 0.99))} ms", target: target);
}
