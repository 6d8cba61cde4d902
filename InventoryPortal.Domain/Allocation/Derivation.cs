using InventoryPortal.Domain.Stock;

namespace InventoryPortal.Domain.Allocation;

/// <summary>What one step from the shelf to a listing's quantity is about.</summary>
public enum DerivationStepKind
{
    /// <summary>Where it starts: units on the shelf.</summary>
    OnHand,

    /// <summary>Units promised and not sold yet.</summary>
    Reserved,

    /// <summary>Units that listings which are not written to still show: nobody else may show them.</summary>
    ShownElsewhere,

    /// <summary>Units of the product that no channel shows.</summary>
    ProductBuffer,

    /// <summary>Less than nothing counts as nothing.</summary>
    NothingBelowZero,

    /// <summary>Units that listings with a fixed quantity get before the rest is divided.</summary>
    FixedFirst,

    /// <summary>The part by weight before rounding: the only step that may leave a fraction.</summary>
    PartByWeight,

    /// <summary>To a whole unit, by less than one.</summary>
    Rounding,

    /// <summary>As <see cref="Rounding"/>, by a unit or more: minima and caps have moved units as well.</summary>
    Bounds,

    /// <summary>The listing's own rule decides: <see cref="AllocationReason.Code"/> says which.</summary>
    Rule,

    /// <summary>Units of its share that the listing does not show.</summary>
    OwnBuffer,
}

/// <summary>One step.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Change">Units that it adds; negative where it takes them away.</param>
/// <param name="Left">Units after it.</param>
public readonly record struct DerivationStep(DerivationStepKind Kind, double Change, double Left);

/// <summary>
/// Lays out how the allocator came to a quantity, as steps that add up. It only arranges the numbers of the allocator's own
/// reason; it divides nothing itself.
/// </summary>
public static class Derivation
{
    /// <summary>The steps to <paramref name="share"/>, steps of 0 units left out. The last one leaves its quantity.</summary>
    /// <param name="level">The level that was divided.</param>
    /// <param name="shownElsewhere">Units that were not to be divided because listings that are not written to show them.</param>
    /// <param name="productBuffer">As given to the allocator.</param>
    /// <param name="mode">The listing's.</param>
    /// <param name="share">What the allocator gave it.</param>
    public static IReadOnlyList<DerivationStep> Of(StockLevel level, long shownElsewhere, int productBuffer, ListingMode mode, in AllocationShare share)
    {
        var reason = share.Reason;
        var steps = new List<DerivationStep> { new(DerivationStepKind.OnHand, level.OnHand, level.OnHand) };
        Add(steps, DerivationStepKind.Reserved, -(double)level.Reserved);
        Add(steps, DerivationStepKind.ShownElsewhere, -shownElsewhere);
        Add(steps, DerivationStepKind.ProductBuffer, -Math.Max(0, productBuffer));
        Reach(steps, DerivationStepKind.NothingBelowZero, reason.Pool);
        AddShare(steps, mode, reason);
        if (mode != ListingMode.Fixed && TakesPart(reason.Code))
        {
            Add(steps, DerivationStepKind.OwnBuffer, -reason.Buffer);
        }
        // What is left to do: a shared listing's own cap, which bounds what it shows and not the pool.
        Reach(steps, DerivationStepKind.Rule, share.Quantity);
        return steps;
    }

    private static void AddShare(List<DerivationStep> steps, ListingMode mode, in AllocationReason reason)
    {
        switch (reason.Code)
        {
            case AllocationReasonCode.Off or AllocationReasonCode.Disabled or AllocationReasonCode.NothingAvailable:
                Always(steps, DerivationStepKind.Rule, 0);
                break;
            case AllocationReasonCode.Fixed or AllocationReasonCode.FixedShort:
                Always(steps, DerivationStepKind.Rule, reason.Given);
                break;
            case AllocationReasonCode.Proportional or AllocationReasonCode.AllWeightsZero or AllocationReasonCode.SharedPool:
            case AllocationReasonCode.Cap when mode == ListingMode.Shared:
                Reach(steps, DerivationStepKind.FixedFirst, reason.Divided);
                Always(steps, DerivationStepKind.PartByWeight, reason.Ideal);
                Reach(steps, Math.Abs(reason.Given - reason.Ideal) < 1 ? DerivationStepKind.Rounding : DerivationStepKind.Bounds, reason.Given);
                break;
            default:
                Reach(steps, DerivationStepKind.FixedFirst, reason.Divided);
                Always(steps, DerivationStepKind.Rule, reason.Given);
                break;
        }
    }

    private static bool TakesPart(AllocationReasonCode code) =>
        code is not (AllocationReasonCode.Off or AllocationReasonCode.Disabled or AllocationReasonCode.NothingAvailable);

    private static void Add(List<DerivationStep> steps, DerivationStepKind kind, double change) => Reach(steps, kind, steps[^1].Left + change);

    private static void Reach(List<DerivationStep> steps, DerivationStepKind kind, double left)
    {
        if (left != steps[^1].Left)
        {
            Always(steps, kind, left);
        }
    }

    // A rule is said even where it changes nothing.
    private static void Always(List<DerivationStep> steps, DerivationStepKind kind, double left) =>
        steps.Add(new(kind, left - steps[^1].Left, left));
}
