using InventoryPortal.Domain.Allocation;

namespace InventoryPortal.Domain.Risk;

/// <summary>When a product sells faster than news travels.</summary>
/// <param name="Line">Sales made elsewhere, while a listing has not been told, from which on it does. Sales and not units: one large order is no rush.</param>
/// <param name="Calm">Below this it does not any more.</param>
/// <param name="CalmFor">For so long.</param>
/// <param name="Window">Over which the velocity is measured.</param>
public sealed record FlashLimits(double Line, double Calm, TimeSpan CalmFor, TimeSpan Window)
{
    /// <summary>Half a sale unheard of at any time; calm at a fifth of that for two minutes.</summary>
    public static readonly FlashLimits Default = new(0.5, 0.1, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20));
}

/// <summary>
/// Sharing turned into shares while a product sells faster than news travels, so that no two listings show the same unit, and no unit
/// changes hands: it may have been sold unheard where it was. Pure.
/// </summary>
public static class FlashRule
{
    /// <summary>Fewer sales than this are no velocity.</summary>
    public const int LeastSales = 5;

    /// <summary>How a listing gets its quantity meanwhile.</summary>
    public static ListingMode ModeIn(ListingMode mode, bool isFlash) => isFlash && mode == ListingMode.Shared ? ListingMode.Split : mode;

    /// <summary>Whether velocity times latency crosses the line.</summary>
    /// <param name="sales">Sales within the window.</param>
    /// <param name="lag">From a sale to the number shown elsewhere.</param>
    public static bool Begins(int sales, TimeSpan lag, FlashLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return sales >= LeastSales && sales / limits.Window.TotalSeconds * lag.TotalSeconds >= limits.Line;
    }

    /// <summary>Whether calm has returned.</summary>
    /// <param name="sales">Sales within <see cref="FlashLimits.CalmFor"/>.</param>
    public static bool Ends(int sales, TimeSpan lag, FlashLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return sales / limits.CalmFor.TotalSeconds * lag.TotalSeconds < limits.Calm;
    }

    /// <summary>
    /// What each listing is to show: what it has, and its part of what nobody has (a restock, something given back). Null where the
    /// units are fewer than what is owned: then they have to be divided anew.
    /// </summary>
    /// <param name="pool">Units to divide: available less the product's buffer.</param>
    /// <param name="inputs">The listings' rules, with <see cref="ModeIn"/>.</param>
    /// <param name="owned">Units each has: its last plan less what its channel has told since.</param>
    public static int[]? Keep(int pool, ReadOnlySpan<AllocationInput> inputs, ReadOnlySpan<int> owned)
    {
        long free = Math.Max(0, pool);
        for (var i = 0; i < inputs.Length; i++)
        {
            free -= Math.Max(0, owned[i]) + (TakesPart(inputs[i]) ? Math.Max(0, inputs[i].Buffer) : 0);
        }
        if (free < 0)
        {
            return null;
        }
        var rules = new AllocationInput[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            // Units that are held back stand behind what is shown already, and minima were dealt at the beginning.
            rules[i] = inputs[i] with { Min = 0, Buffer = 0, Max = inputs[i].Max - Math.Max(0, owned[i]), Enabled = TakesPart(inputs[i]) };
        }
        var shares = Allocator.Allocate((int)free, 0, rules);
        var kept = new int[inputs.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = TakesPart(inputs[i]) ? Math.Max(0, owned[i]) + shares[i].Quantity : inputs[i].Mode == ListingMode.Fixed ? Math.Max(0, owned[i]) : 0;
        }
        return kept;
    }

    private static bool TakesPart(in AllocationInput input) => input.Enabled && input.Mode == ListingMode.Split;
}
