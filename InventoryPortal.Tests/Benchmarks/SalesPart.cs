using System.Net;
using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>Durable sales over HTTP beside the two floors. Every sale that was answered must be in the ledger, and no other.</summary>
internal sealed class SalesPart(BenchmarkWorld world, BenchmarkScale scale, BenchmarkTable table)
{
    private const int Warm = -1;

    public async Task RunAsync()
    {
        await world.PushesAsync(on: false);
        await CompareAsync($"Sales of one SKU with 5 listings, {BenchmarkScale.Clients} clients, pushes paused", () => BenchmarkWorld.Hot);
        await CompareAsync($"Sales of {scale.Skus:#,0} SKUs with 5 listings each, {BenchmarkScale.Clients} clients, pushes paused", world.NextSku);
        foreach (var store in world.Stores)
        {
            store.AnswerDelay = TimeSpan.FromMilliseconds(50);
        }
        await world.PushesAsync(on: true);
        await CompareAsync("The first again, while five stores that answer in 50 ms are pushed to", () => BenchmarkWorld.Hot);
        await LastUnitsAsync();
    }

    private async Task CompareAsync(string what, Func<string> sku)
    {
        var before = Ledger.Of(world);
        Dictionary<string, List<double>> rates = new() { ["portal"] = [], ["grouped"] = [], ["alone"] = [] };
        var (sold, processor) = (0, new List<double>());
        for (var round = Warm; round < scale.Rounds; round++)
        {
            // Who comes first changes, so that a drift of the machine hits both.
            foreach (var side in round % 2 == 0 ? rates.Keys : rates.Keys.Reverse())
            {
                var used = world.Portal.ProcessorTime;
                var seconds = round == Warm ? scale.WarmSeconds : scale.Seconds;
                var result = await LoadClient.ForAsync(
                    seconds, BenchmarkScale.Clients, side == "portal" ? () => world.SellAsync(sku()) : () => world.SellAtFloorAsync(side, sku()));
                sold += side == "portal" ? result.Done : 0;
                if (round != Warm)
                {
                    rates[side].Add(result.Rate);
                    processor.AddRange(side == "portal" ? [(world.Portal.ProcessorTime - used).TotalMilliseconds / result.Done] : []);
                }
            }
        }
        var written = Ledger.Of(world) - before;
        Assert.Equal((sold, -sold), ((int)written.Sales, (int)written.OnHand));
        Tell(what, rates.ToDictionary(r => r.Key, r => LoadResult.Median(r.Value)), LoadResult.Median(processor), written);
    }

    private void Tell(string what, Dictionary<string, double> rate, double processor, Ledger written)
    {
        var sales = (double)written.Sales;
        string Each(long rows) => BenchmarkTable.Number(rows / sales);
        table.Add(what, $"{BenchmarkTable.Number(rate["portal"])}/s", $"{BenchmarkTable.Number(rate["grouped"])}/s in groups", BenchmarkTable.Number(rate["portal"] / rate["grouped"]), "≥ 0.5");
        table.Add("… against a commit a sale", "", $"{BenchmarkTable.Number(rate["alone"])}/s", BenchmarkTable.Number(rate["portal"] / rate["alone"]), "≥ 2");
        table.Add("… processor time a sale", $"{BenchmarkTable.Number(processor)} ms", target: "≤ 0.8 ms");
        table.Add(
            "… rows a sale: movement + activity + answer + level + listings due",
            $"{Each(written.Sales)} + {Each(written.Activity)} + {Each(written.Answers)} + {Each(written.Levels)} + {Each(written.Due)}");
    }

    private async Task LastUnitsAsync()
    {
        const int Units = 1000;
        const string Sku = "LAST";
        await world.Merchant.PostAsync("products", new { sku = Sku, name = "The last units", onHand = Units });
        var answers = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        await LoadClient.TimesAsync(2 * Units, BenchmarkScale.Clients, async () => answers.Add(await world.TrySellAsync(Sku)));
        var sold = answers.Count(a => a == HttpStatusCode.Created);
        Assert.Equal((Units, Units), (sold, answers.Count(a => a == HttpStatusCode.Conflict)));
        Assert.Equal(0, world.Read($"SELECT OnHand FROM Products WHERE Sku = '{Sku}'"));
        table.Add("2,000 sales asked of 1,000 units: sold", $"{sold:#,0}", target: "1,000");
    }

    /// <summary>What the tables hold.</summary>
    private sealed record Ledger(long Sales, long OnHand, long Activity, long Answers, long Levels, long Due)
    {
        public static Ledger Of(BenchmarkWorld world) => new(
            world.Read("SELECT count(*) FROM Movements WHERE Kind = 'Sale'"),
            world.Read("SELECT sum(OnHand) FROM Products"),
            world.Read("SELECT count(*) FROM Activity WHERE Action = 'stock.adjust'"),
            world.Read("SELECT count(*) FROM IdempotencyKeys"),
            world.Read("SELECT sum(StockVersion) FROM Products"),
            world.Read("SELECT sum(DesiredRevision) FROM Listings"));

        public static Ledger operator -(Ledger a, Ledger b) => new(
            a.Sales - b.Sales, a.OnHand - b.OnHand, a.Activity - b.Activity, a.Answers - b.Answers, a.Levels - b.Levels, a.Due - b.Due);
    }
}
