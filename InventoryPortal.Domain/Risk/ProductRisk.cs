using InventoryPortal.Domain.Allocation;

namespace InventoryPortal.Domain.Risk;

/// <summary>One listing of a product as the risk sees it.</summary>
/// <param name="Mode">Whether it sells from the shared pool.</param>
/// <param name="Shown">Units it is to show.</param>
/// <param name="Rate">Units it sells a second.</param>
/// <param name="In">Seconds until its sales are known.</param>
/// <param name="Out">Seconds until it shows a new number.</param>
public readonly record struct RiskListing(ListingMode Mode, int Shown, double Rate, double In, double Out);

/// <summary>What a product risks within a time: altogether, and each listing's part, in the order of the listings.</summary>
public sealed record ProductRisk(double Probability, IReadOnlyList<double> PerListing)
{
    /// <summary>
    /// The risk of a product from its listings. The shared ones draw on one pool. One with a share of its own can only be overtaken by
    /// what leaves without a channel, and what the others still show stands behind it like a buffer.
    /// </summary>
    /// <param name="available">Units on hand less reserved.</param>
    /// <param name="listings">Those that are written to.</param>
    /// <param name="directRate">Units a second that leave by other ways; known at once.</param>
    /// <param name="seconds">How far ahead.</param>
    public static ProductRisk Of(int available, IReadOnlyList<RiskListing> listings, double directRate, double seconds)
    {
        ArgumentNullException.ThrowIfNull(listings);
        var per = new double[listings.Count];
        var none = 1.0;
        var shared = Enumerable.Range(0, listings.Count).Where(i => listings[i].Mode == ListingMode.Shared).ToList();
        if (shared.Count > 0)
        {
            var pool = PoolOf(available, shared, listings, directRate);
            none *= 1 - Take(RiskFormula.Of(pool, seconds), shared, per);
        }
        var split = Enumerable.Range(0, listings.Count).Where(i => listings[i].Mode is ListingMode.Split or ListingMode.Fixed && listings[i].Shown > 0).ToList();
        var shown = split.Sum(i => (double)listings[i].Shown);
        foreach (var i in split.Where(_ => directRate > 0))
        {
            var own = listings[i];
            var pool = new RiskPool(own.Shown, Math.Max(0, available - own.Shown), [new PoolSeller(own.Rate, own.In + own.Out)], directRate * own.Shown / shown);
            none *= 1 - Take(RiskFormula.Of(pool, seconds), [i], per);
        }
        return new ProductRisk(1 - none, per);
    }

    /// <summary>The pool that shared listings sell from.</summary>
    public static RiskPool PoolOf(int available, IReadOnlyList<int> shared, IReadOnlyList<RiskListing> listings, double directRate)
    {
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(listings);
        var sellable = shared.Max(i => listings[i].Shown);
        var total = shared.Sum(i => listings[i].Rate);
        var sellers = shared.Select(i => new PoolSeller(listings[i].Rate, LagOf(i, shared, listings, total, directRate))).ToList();
        return new RiskPool(sellable, Math.Max(0, available - sellable), sellers, directRate);
    }

    // The others' way in, each by how much it sells, and its own way out.
    private static double LagOf(int own, IReadOnlyList<int> shared, IReadOnlyList<RiskListing> listings, double total, double directRate)
    {
        var others = total - listings[own].Rate + directRate;
        var inward = others <= 0 ? 0 : shared.Where(i => i != own).Sum(i => listings[i].Rate * listings[i].In) / others;
        return inward + listings[own].Out;
    }

    private static double Take(PoolRisk risk, List<int> listings, double[] per)
    {
        for (var i = 0; i < listings.Count; i++)
        {
            per[listings[i]] = risk.PerSeller[i];
        }
        return risk.Probability;
    }
}
