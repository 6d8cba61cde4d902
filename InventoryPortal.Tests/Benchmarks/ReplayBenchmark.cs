using System.Diagnostics;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Risk;
using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>How long the replay laboratory takes for a million events, in memory. Explicit.</summary>
public sealed class ReplayBenchmark(ITestOutputHelper output)
{
    private const int Products = 1_000;
    private const int EventsOfEach = 1_000;
    private const int Listings = 5;

    [Fact(Explicit = true)]
    public void A_million_events()
    {
        var start = new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);
        var random = new Random(1);
        var listings = Enumerable.Range(1, Listings).Select(i => new ReplayListing(
            new AllocationInput(i, i < 3 ? ListingMode.Shared : ListingMode.Split, i, 0, null, 0, 0, true), TimeSpan.FromSeconds(1))).ToList();
        var histories = Enumerable.Range(0, Products).Select(_ => Enumerable.Range(0, EventsOfEach).Select(i => new ReplayEvent(
            start.AddMinutes(i * 90), i % 50 == 49 ? ReplayKind.Direct : ReplayKind.Demand, i % 50 == 49 ? -1 : random.Next(Listings), i % 50 == 49 ? 60 : 1, TimeSpan.FromSeconds(2)))
            .ToList()).ToList();

        var watch = Stopwatch.StartNew();
        var tally = histories.Aggregate(default(ReplayTally), (sum, events) => sum + new ProductReplay(100, 0, listings).Run(events));

        output.WriteLine($"{tally.Events:N0} events of {Products:N0} products with {Listings} listings each in {watch.Elapsed.TotalSeconds:0.00} s: {tally}");
        Assert.Equal(Products * EventsOfEach, tally.Events);
    }
}
