using InventoryPortal.Domain.Allocation;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Shared;

/// <summary>The one place that says in sentences why a listing shows its quantity.</summary>
public sealed class AllocationSentence(IStringLocalizer<AllocationSentence> text)
{
    /// <summary>One or two sentences; the second only where units are held back from what the listing shows.</summary>
    public string Of(AllocationReason reason)
    {
        var why = Rule(reason);
        return reason.Buffer > 0 ? $"{why} {text["HeldBack", reason.Buffer].Value}" : why;
    }

    /// <summary>One sentence about one step of a derivation.</summary>
    /// <param name="step">The step.</param>
    /// <param name="reason">The allocator's reason, to which the step belongs.</param>
    /// <param name="mode">The listing's.</param>
    /// <param name="isWeightOwn">Whether the listing has a weight of its own; else its channel's counts.</param>
    public string Of(DerivationStep step, AllocationReason reason, ListingMode mode, bool isWeightOwn)
    {
        var units = Math.Abs(step.Change);
        return step.Kind switch
        {
            DerivationStepKind.PartByWeight => text["Part" + PartWord(reason, mode, isWeightOwn), reason.Weight, reason.WeightSum, reason.Divided],
            DerivationStepKind.Rule when mode == ListingMode.Shared && reason.Code == AllocationReasonCode.Cap => text["StepPoolCap", reason.Bound],
            DerivationStepKind.Rule => Rule(reason),
            DerivationStepKind.OwnBuffer => text["HeldBack", units],
            DerivationStepKind.Rounding => text["StepRounding", reason.Divided],
            _ => text["Step" + step.Kind, units],
        };
    }

    private static string PartWord(AllocationReason reason, ListingMode mode, bool isWeightOwn) =>
        mode == ListingMode.Shared ? "OfPool"
        : reason.Code == AllocationReasonCode.AllWeightsZero ? "Equal"
        : isWeightOwn ? "OwnWeight"
        : "ChannelWeight";

    private string Rule(AllocationReason reason) => text[
        "Because" + reason.Code, reason.Pool, reason.Divided, reason.Weight, reason.WeightSum, reason.Given, reason.Bound, Math.Round(reason.Ideal, 1)];
}
