namespace InventoryPortal.Domain.Allocation;

/// <summary>What decided a listing's quantity.</summary>
public enum AllocationReasonCode
{
    /// <summary>Its part of <see cref="AllocationReason.Divided"/> by weight, rounded so that the parts add up.</summary>
    Proportional,

    /// <summary>No listing has a weight: all count as equal.</summary>
    AllWeightsZero,

    /// <summary>Weight 0 beside listings that have one: nothing beyond a minimum.</summary>
    ZeroWeight,

    /// <summary>Its minimum (<see cref="AllocationReason.Bound"/>), which is at least its part by weight.</summary>
    Minimum,

    /// <summary>Too few units for all minima.</summary>
    MinimumShort,

    /// <summary>Its cap (<see cref="AllocationReason.Bound"/>); what it would have had went to the others.</summary>
    Cap,

    /// <summary>Its fixed quantity (<see cref="AllocationReason.Bound"/>).</summary>
    Fixed,

    /// <summary>Too few units for all fixed quantities.</summary>
    FixedShort,

    /// <summary>The pool it shares with the other shared listings.</summary>
    SharedPool,

    /// <summary>Mode off.</summary>
    Off,

    /// <summary>Sync is not enabled; takes no part.</summary>
    Disabled,

    /// <summary>Nothing to divide: available less the product's buffer is 0 or less.</summary>
    NothingAvailable,
}

/// <summary>The numbers behind a quantity, enough for a sentence about it. What does not apply is 0.</summary>
/// <param name="Code">What decided.</param>
/// <param name="Pool">Units to divide: available less the product's buffer, never negative.</param>
/// <param name="Divided">Of these, what fixed listings left to divide by weight.</param>
/// <param name="Weight">The weight that took part: the listing's, for a shared listing the pool's sum, 1 when all weights are 0.</param>
/// <param name="WeightSum">Sum of the weights among which <paramref name="Divided"/> was divided.</param>
/// <param name="Given">Units dealt to it (to its pool), before the buffer and a shared listing's own cap.</param>
/// <param name="Buffer">Units of <paramref name="Given"/> that it does not show because of its own buffer.</param>
/// <param name="Bound">The cap, minimum or fixed quantity that decided.</param>
public readonly record struct AllocationReason(
    AllocationReasonCode Code, int Pool, int Divided, long Weight, long WeightSum, int Given, int Buffer, int Bound)
{
    /// <summary>The part by weight before rounding, in units.</summary>
    public double Ideal => WeightSum == 0 ? 0 : (double)Divided * Weight / WeightSum;
}

/// <summary>What a listing is to show, and why.</summary>
/// <param name="ListingId">As in the input.</param>
/// <param name="Quantity">Units to show, never negative.</param>
/// <param name="Reason">The numbers behind it.</param>
public readonly record struct AllocationShare(long ListingId, int Quantity, AllocationReason Reason);
