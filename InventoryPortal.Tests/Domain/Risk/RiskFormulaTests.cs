using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Risk;
using Xunit;

namespace InventoryPortal.Tests.Domain.Risk;

/// <summary>The measured risk beside the frequency with which a simulation of the same shops oversells.</summary>
public sealed class RiskFormulaTests(ITestOutputHelper output)
{
    private const double Factor = 1.5;
    private const double Hour = 3600;

    /// <summary>Frequencies with fewer oversells than this say too little to be held to a factor.</summary>
    private const int LeastSeen = 60;

    private static readonly DateTimeOffset Start = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    // Units, buffer, sales an hour of each listing, seconds in, seconds out.
    public static TheoryData<int, int, double[], double, double> Shops() => new()
    {
        { 1, 0, [30, 30], 0.5, 0.5 },
        { 5, 0, [60, 60], 0.5, 0.5 },
        { 20, 0, [120, 60, 60], 1, 1 },
        { 40, 0, [400, 200, 100, 100, 100], 1, 1 },
        { 10, 0, [20, 4], 60, 1 },
        { 3, 0, [4, 4, 4], 90, 2 },
        { 10, 1, [300, 200], 5, 1 },
        { 30, 1, [600, 300, 300], 2, 1 },
        { 20, 2, [900, 600, 300], 5, 1 },
        { 50, 3, [1800, 1800], 4, 1 },
        { 100, 0, [1200, 1200], 1, 0.5 },
        { 30, 0, [3, 3], 180, 2 },
    };

    [Theory]
    [MemberData(nameof(Shops))]
    public void The_formula_is_within_a_factor_of_the_simulated_frequency(int units, int buffer, double[] anHour, double lagIn, double lagOut)
    {
        const int runs = 6_000;
        var random = new Random(units * 31 + buffer);
        var seen = Enumerable.Range(0, runs).Count(_ => Oversells(random, units, buffer, anHour, lagIn, lagOut));
        var pool = new RiskPool(units - buffer, buffer, [.. anHour.Select(r => new PoolSeller(r / Hour, lagIn + lagOut))], 0);

        var risk = RiskFormula.Of(pool, Hour).Probability;

        output.WriteLine($"{units} units, {buffer} held back, {string.Join('/', anHour)} an hour, {lagIn}+{lagOut} s: formula {risk:P2}, simulated {(double)seen / runs:P2} ({seen})");
        if (seen >= LeastSeen)
        {
            Assert.InRange(risk * runs / seen, 1 / Factor, Factor);
        }
        else
        {
            Assert.True(risk * runs < LeastSeen * Factor, $"Expected {risk * runs:F1} of {runs}, saw {seen}.");
        }
    }

    private static bool Oversells(Random random, int units, int buffer, double[] anHour, double lagIn, double lagOut)
    {
        var listings = anHour.Select((_, i) => new ReplayListing(
            new AllocationInput(i + 1, ListingMode.Shared, 1, 0, null, 0, 0, true), TimeSpan.FromSeconds(lagOut))).ToList();
        return new ProductReplay(units, buffer, listings).Run(Sales(random, anHour, lagIn)).Oversells > 0;
    }

    // An hour of buyers, each listing's by itself.
    private static List<ReplayEvent> Sales(Random random, double[] anHour, double lagIn)
    {
        var sales = new List<ReplayEvent>();
        for (var i = 0; i < anHour.Length; i++)
        {
            for (var at = 0.0; ;)
            {
                at += -Math.Log(1 - random.NextDouble()) * Hour / anHour[i];
                if (at >= Hour)
                {
                    break;
                }
                sales.Add(new ReplayEvent(Start.AddSeconds(at), ReplayKind.Demand, i, 1, TimeSpan.FromSeconds(lagIn)));
            }
        }
        return [.. sales.OrderBy(s => s.At)];
    }
}
