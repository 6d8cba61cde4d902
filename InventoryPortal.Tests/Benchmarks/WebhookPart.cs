using System.Globalization;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>
/// Orders delivered as signed webhooks: acknowledged when durably stored. The portal also works on them while it takes
/// more; the floor only checks the signature and stores.
/// </summary>
internal sealed class WebhookPart(BenchmarkWorld world, BenchmarkScale scale, BenchmarkTable table)
{
    private string _order = "";
    private string _number = "";
    private int _next = 1_000_000;

    public async Task RunAsync()
    {
        var (store, hot) = (world.Stores[0], world.ExternalId(0, BenchmarkWorld.Hot));
        var id = store.PlaceOrder((hot, 1));
        (_order, _number) = (store.OrderJson(id), $"\"id\":{id.ToString(CultureInfo.InvariantCulture)},");
        await RoundAsync(atFloor: false, scale.WarmSeconds);
        await RoundAsync(atFloor: true, scale.WarmSeconds);
        var (portal, floor) = (new List<double>(), new List<double>());
        for (var round = 0; round < scale.Rounds; round++)
        {
            portal.Add(await RoundAsync(atFloor: false, scale.Seconds));
            floor.Add(await RoundAsync(atFloor: true, scale.Seconds));
        }
        var (rate, bare) = (LoadResult.Median(portal), LoadResult.Median(floor));
        table.Add(
            "Webhooks stored and acknowledged, while earlier ones are worked on",
            $"{BenchmarkTable.Number(rate)}/s", $"{BenchmarkTable.Number(bare)}/s", BenchmarkTable.Number(rate / bare), "≥ 0.5");
        var half = await LoadClient.PacedAsync(rate / 2, scale.Seconds, () => world.DeliverAsync(false, Order()));
        table.Add("… p99 at half that rate", $"{BenchmarkTable.Number(half.Quantile(0.99))} ms", target: "≤ 50 ms");
    }

    private async Task<double> RoundAsync(bool atFloor, double seconds) =>
        (await LoadClient.ForAsync(seconds, BenchmarkScale.Clients, () => world.DeliverAsync(atFloor, Order()))).Rate;

    /// <summary>The same order under a number of its own.</summary>
    private string Order()
    {
        var number = Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture);
        return _order.Replace(_number, $"\"id\":{number},", StringComparison.Ordinal);
    }
}
