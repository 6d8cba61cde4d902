using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Risk;
using Xunit;

namespace InventoryPortal.Tests.Domain.Risk;

/// <summary>Sharing that turns into shares by itself while a product sells faster than news travels.</summary>
public sealed class FlashTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_run_on_shared_stock_oversells_without_flash_mode_and_hardly_with_it()
    {
        var (without, with) = (0L, 0L);
        var (sold, soldInFlash) = (0L, 0L);
        for (var seed = 0; seed < 200; seed++)
        {
            var rush = Rush(new Random(seed));
            var shared = Replay(rush, null);
            var flash = Replay(rush, FlashLimits.Default);
            without += shared.OversoldUnits;
            with += flash.OversoldUnits;
            sold += shared.Sold;
            soldInFlash += flash.Sold;
        }

        output.WriteLine($"200 runs of a rush on 300 shared units at four channels: {without} units oversold without flash mode, {with} with it; {sold} and {soldInFlash} sold.");
        Assert.True(without > 200, $"Only {without} units were oversold without it: this rush proves nothing.");
        Assert.True(with * 20 < without, $"{with} units were oversold with it, {without} without.");

        // Shares strand what one channel could still have sold: a price, and a small one.
        Assert.True(soldInFlash > 0.97 * (sold - without), $"{soldInFlash} sold with it, {sold - without} there were.");
    }

    [Fact]
    public void What_calm_returns_to_is_sharing()
    {
        var rush = Rush(new Random(1)).Where(e => e.At < Start.AddSeconds(10)).ToList();
        var after = Start.AddMinutes(10);
        // One unit each now and then: after the rush every listing shows the whole pool again, and any of them may sell the last.
        var calm = Enumerable.Range(0, 400).Select(i => new ReplayEvent(after.AddMinutes(i), ReplayKind.Demand, 0, 1, Lag)).ToList();

        var tally = Replay([.. rush, .. calm], FlashLimits.Default);

        Assert.Equal((300, 0), (tally.Sold, tally.OversoldUnits));
    }

    [Fact]
    public void Units_stay_where_they_are_and_only_what_nobody_has_is_dealt()
    {
        AllocationInput[] rules = [Split(1, weight: 1), Split(2, weight: 1), Split(3, weight: 2)];

        Assert.Equal([4, 0, 6], FlashRule.Keep(10, rules, [4, 0, 6])!);
        Assert.Equal([5, 1, 8], FlashRule.Keep(14, rules, [4, 0, 6])!);
        Assert.Null(FlashRule.Keep(9, rules, [4, 0, 6]));
    }

    [Fact]
    public void Units_that_a_listing_holds_back_are_not_dealt_again()
    {
        AllocationInput[] rules = [Split(1, weight: 1) with { Buffer = 2 }, Split(2, weight: 1)];

        Assert.Equal([3, 5], FlashRule.Keep(10, rules, [3, 5])!);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void The_line_is_velocity_times_latency(int salesInTwentySeconds, bool begins) =>
        Assert.Equal(begins, FlashRule.Begins(salesInTwentySeconds, Lag, FlashLimits.Default));

    private static AllocationInput Split(long id, int weight) => new(id, ListingMode.Split, weight, 0, null, 0, 0, true);

    private static ReplayTally Replay(IEnumerable<ReplayEvent> events, FlashLimits? flash)
    {
        var listings = Enumerable.Range(1, 4).Select(i => new ReplayListing(
            new AllocationInput(i, ListingMode.Shared, 1, 0, null, 0, 0, true), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5))).ToList();
        return new ProductReplay(300, 0, listings, flash).Run(events);
    }

    // Eight buyers a second, evenly over four channels, for two minutes.
    private static List<ReplayEvent> Rush(Random random)
    {
        var events = new List<ReplayEvent>();
        for (var at = 0.0; at < 120; at += -Math.Log(1 - random.NextDouble()) / 8)
        {
            events.Add(new ReplayEvent(Start.AddSeconds(at), ReplayKind.Demand, random.Next(4), 1, TimeSpan.FromSeconds(0.5)));
        }
        return events;
    }
}
