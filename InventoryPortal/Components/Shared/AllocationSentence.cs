using InventoryPortal.Domain.Allocation;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Shared;

/// <summary>The one place that says in a sentence why a listing shows its quantity.</summary>
public sealed class AllocationSentence(IStringLocalizer<AllocationSentence> text)
{
    /// <summary>One or two sentences; the second only where units are held back from what the listing shows.</summary>
    public string Of(AllocationReason reason)
    {
        var why = text[
            "Because" + reason.Code, reason.Pool, reason.Divided, reason.Weight, reason.WeightSum, reason.Given, reason.Bound, Math.Round(reason.Ideal, 1)];
        return reason.Buffer > 0 ? $"{why.Value} {text["HeldBack", reason.Buffer].Value}" : why;
    }
}
