namespace InventoryPortal.Domain.Reconciliation;

/// <summary>One quantity that a bulk change would set.</summary>
/// <param name="Confirmed">What the listing is confirmed to show; null when never confirmed: such listings do not count.</param>
/// <param name="Proposed">What it would show.</param>
public readonly record struct BulkChange(int? Confirmed, int Proposed);

/// <summary>How much one quantity changes.</summary>
public enum BulkChangeSize
{
    /// <summary>By at most half of what is shown; or nothing is confirmed that could be lost.</summary>
    Small,

    /// <summary>By more than half of what is shown.</summary>
    Swing,

    /// <summary>From something to nothing.</summary>
    Zero,
}

/// <summary>When a bulk change needs a person.</summary>
/// <param name="Percent">Share of the confirmed listings that may be zeroed or swung, in percent, 0 to 100; at 100 nothing is held.</param>
/// <param name="MinimumCount">Fewer zeroed and swung listings than this are never held: in a small catalogue a few sales are a large share.</param>
public sealed record GuardLimits(int Percent, int MinimumCount = GuardLimits.StandardMinimum)
{
    /// <summary>What every bulk change of the portal is held to.</summary>
    public const int StandardMinimum = 5;
}

/// <summary>What the guard says. A closed set.</summary>
public abstract record BulkVerdict
{
    private BulkVerdict() { }

    /// <summary>Go on.</summary>
    public sealed record Pass : BulkVerdict;

    /// <summary>Change nothing until a person approves.</summary>
    /// <param name="Reason">The larger of the two kinds.</param>
    /// <param name="Zeroed">Listings that show units and would show none.</param>
    /// <param name="Swung">Other listings that would change by more than half of what they show.</param>
    /// <param name="Of">Confirmed listings in all.</param>
    public sealed record Hold(BulkHoldReason Reason, int Zeroed, int Swung, int Of) : BulkVerdict;

    /// <summary>Nothing was given, as from an empty or unreadable catalogue: nothing may be concluded, nothing changes.</summary>
    public sealed record Unusable : BulkVerdict;
}

/// <summary>Why a bulk change is held.</summary>
public enum BulkHoldReason
{
    /// <summary>Too many listings would show nothing.</summary>
    TooManyZeroed,

    /// <summary>Too many listings would change by more than half.</summary>
    TooManySwung,
}

/// <summary>Keeps one bad input from emptying a shop.</summary>
public static class BulkGuard
{
    /// <summary>
    /// Weighs a bulk change. A listing that shows 0 can be neither zeroed nor swung: being filled is what an empty
    /// listing is for.
    /// </summary>
    public static BulkVerdict Decide(ReadOnlySpan<BulkChange> changes, GuardLimits limits)
    {
        if (changes.IsEmpty)
        {
            return new BulkVerdict.Unusable();
        }
        int zeroed = 0, swung = 0, of = 0;
        foreach (ref readonly var change in changes)
        {
            of += change.Confirmed is null ? 0 : 1;
            var size = SizeOf(change);
            zeroed += size == BulkChangeSize.Zero ? 1 : 0;
            swung += size == BulkChangeSize.Swing ? 1 : 0;
        }
        var touched = (long)zeroed + swung;
        return touched == 0 || touched < limits.MinimumCount || touched * 100 <= (long)limits.Percent * of
            ? new BulkVerdict.Pass()
            : new BulkVerdict.Hold(
                zeroed >= swung ? BulkHoldReason.TooManyZeroed : BulkHoldReason.TooManySwung, zeroed, swung, of);
    }

    /// <summary>How much one listing changes.</summary>
    public static BulkChangeSize SizeOf(in BulkChange change) =>
        change.Confirmed is not > 0 ? BulkChangeSize.Small
        : change.Proposed <= 0 ? BulkChangeSize.Zero
        : 2 * Math.Abs((long)change.Proposed - change.Confirmed.Value) > change.Confirmed.Value ? BulkChangeSize.Swing
        : BulkChangeSize.Small;
}
