namespace InventoryPortal.Domain.Risk;

/// <summary>One listing that sells from a pool.</summary>
/// <param name="Rate">Units sold a second.</param>
/// <param name="Lag">Seconds from a sale elsewhere to this listing's showing less: the others' way in and this one's way out.</param>
public readonly record struct PoolSeller(double Rate, double Lag);

/// <summary>Units that several listings show at the same time.</summary>
/// <param name="Sellable">Units shown now.</param>
/// <param name="Buffer">Units there are beyond these, which nobody shows.</param>
/// <param name="Sellers">The listings.</param>
/// <param name="DirectRate">Units a second that leave by other ways, such as a till; they are known at once.</param>
public sealed record RiskPool(int Sellable, int Buffer, IReadOnlyList<PoolSeller> Sellers, double DirectRate);

/// <summary>What a pool risks within a time.</summary>
/// <param name="Depletes">Probability that the last unit shown is sold.</param>
/// <param name="OversellsThen">Probability that this ends in an oversell.</param>
/// <param name="PerSeller">For each listing, the probability that it makes an oversold sale within the time.</param>
public sealed record PoolRisk(double Depletes, double OversellsThen, IReadOnlyList<double> PerSeller)
{
    /// <summary>Probability of an oversell within the time.</summary>
    public double Probability => Depletes * OversellsThen;
}

/// <summary>
/// The probability that units of a pool are sold twice, from rates and measured lags. The formula and where it comes from stand in
/// <c>.docs/risk.md</c>; a test holds it to within a factor of 1.5 of a simulation.
/// </summary>
/// <remarks>
/// Sales are Poisson. A listing shows what the ledger knew one lag ago, less its own sales since. So after the sale of the last unit
/// shown, listing j goes on selling while the others' sales within the last lag before it, which j has not been told of, outnumber
/// what j has sold since. An oversell needs one more such sale than the buffer holds.
/// </remarks>
public static class RiskFormula
{
    /// <summary>Largest buffer and number of unknown sales that is reckoned with; beyond them the risk is as good as none.</summary>
    public const int MaxBuffer = 50;

    private const int LeastSlots = 32;
    private const int MostSlots = 400;

    /// <summary>Expected sales of a slot at most: two in one slot are then rarer than the formula's own error.</summary>
    private const double SalesASlot = 0.05;

    /// <summary>The risk within <paramref name="seconds"/>.</summary>
    public static PoolRisk Of(RiskPool pool, double seconds)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var total = pool.Sellers.Sum(s => s.Rate) + pool.DirectRate;
        var per = new double[pool.Sellers.Count];
        if (pool.Sellable <= 0 || total <= 0 || pool.Buffer >= MaxBuffer)
        {
            return new PoolRisk(0, 0, per);
        }
        var depletes = Poisson.AtLeast(pool.Sellable, total * seconds);
        var then = 0.0;
        for (var last = -1; last < pool.Sellers.Count; last++)
        {
            var share = (last < 0 ? pool.DirectRate : pool.Sellers[last].Rate) / total;
            if (share > 0)
            {
                then += share * After(pool, total, last, share * depletes, per);
            }
        }
        return new PoolRisk(depletes, then, per);
    }

    // The oversell's probability when `last` sold the last unit shown; adds each listing's part in it, weighed, to `per`.
    private static double After(RiskPool pool, double total, int last, double weight, double[] per)
    {
        var most = pool.Buffer + 1;
        var sum = new double[most + 1];
        sum[0] = 1;
        var extra = new double[pool.Sellers.Count];
        for (var j = 0; j < pool.Sellers.Count; j++)
        {
            var own = ExtraSales(pool.Sellers[j], total - pool.Sellers[j].Rate, last == j ? 0 : 1, pool.Sellable - 1, most);
            sum = Convolve(sum, own);
            extra[j] = pool.Sellers[j].Rate > 0 ? 1 - own[0] : 0;
        }
        var oversells = sum[most];
        var parts = extra.Sum();
        for (var j = 0; j < extra.Length && parts > 0; j++)
        {
            per[j] += weight * oversells * extra[j] / parts;
        }
        return oversells;
    }

    /// <summary>Distribution of what a listing sells after the last unit shown, within its lag; the last entry is "or more".</summary>
    private static double[] ExtraSales(PoolSeller seller, double othersRate, int certain, int mostBefore, int most)
    {
        var unknown = Math.Min(mostBefore, MaxBuffer);
        var mean = othersRate * seller.Lag;
        var slots = (int)Math.Clamp(Math.Ceiling(seller.Rate * seller.Lag / SalesASlot), LeastSlots, MostSlots);
        var sells = 1 - Math.Exp(-seller.Rate * seller.Lag / slots);
        var state = new double[unknown + 1, most + 1];
        var before = Poisson.UpTo(unknown, mean);
        for (var r = 0; r <= unknown; r++)
        {
            state[r, 0] = before[r];
        }
        for (var slot = 0; slot < slots; slot++)
        {
            Sell(state, certain, sells);
            Learn(state, 1.0 / (slots - slot));
        }
        var result = new double[most + 1];
        foreach (var (r, x) in Cells(state))
        {
            result[x] += state[r, x];
        }
        return result;
    }

    // From the most sold down, so that one slot moves a state by one sale only.
    private static void Sell(double[,] state, int certain, double sells)
    {
        for (var x = state.GetLength(1) - 2; x >= 0; x--)
        {
            for (var r = Math.Max(0, x + 1 - certain); r < state.GetLength(0); r++)
            {
                var moved = state[r, x] * sells;
                state[r, x] -= moved;
                state[r, x + 1] += moved;
            }
        }
    }

    // Each unknown sale becomes known at an instant evenly spread over what is left of the lag.
    private static void Learn(double[,] state, double each)
    {
        var (unknown, most) = (state.GetLength(0) - 1, state.GetLength(1) - 1);
        for (var x = 0; x <= most; x++)
        {
            for (var from = 1; from <= unknown; from++)
            {
                var p = state[from, x];
                state[from, x] = 0;
                var way = Math.Pow(1 - each, from);
                for (var gone = 0; gone <= from; gone++)
                {
                    state[from - gone, x] += p * way;
                    way = each >= 1 ? (gone == from - 1 ? 1 : 0) : way * (from - gone) / (gone + 1) * each / (1 - each);
                }
            }
        }
    }

    private static double[] Convolve(double[] a, double[] b)
    {
        var most = a.Length - 1;
        var sum = new double[a.Length];
        for (var i = 0; i <= most; i++)
        {
            for (var j = 0; j <= most; j++)
            {
                sum[Math.Min(most, i + j)] += a[i] * b[j];
            }
        }
        return sum;
    }

    private static IEnumerable<(int R, int X)> Cells(double[,] state) =>
        from r in Enumerable.Range(0, state.GetLength(0))
        from x in Enumerable.Range(0, state.GetLength(1))
        select (r, x);
}
