namespace InventoryPortal.Domain.Sync;

/// <summary>
/// The newest write that its channel took, or may have taken, and that it has not been seen to show. Until the channel's own time to show it
/// has passed, another number says neither that it was lost nor that it is done with: it may still land on top of whatever is there.
/// </summary>
/// <param name="Value">Units it writes.</param>
/// <param name="IsCertain">The channel said that it took it.</param>
/// <param name="IsThePlan">The plan has not moved since it was made.</param>
/// <param name="IsLongAgo">It went out <see cref="After"/> ago or longer.</param>
public readonly record struct PendingWrite(int Value, bool IsCertain, bool IsThePlan, bool IsLongAgo = false)
{
    /// <summary>What it overtook, once it was taken itself, has landed by then, or was lost: it need not be reckoned with until the channel's whole time to show is over.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(15);

    /// <summary>
    /// What the channel's number means while it may still land. Lowering goes at once, and so does the same number again where something was sold
    /// since: channels take writes in their order, and the last one counts. A raise waits until its number is seen, because a lower one that comes
    /// late could not be told from a sale; and the plan as it is waits where the channel shows what it showed before.
    /// </summary>
    public ReadBeforeWrite Correct(in SendFacts facts, int value, int shownNow)
    {
        // One that it overtook may land before it, and would show any number; and in its place where it was lost itself.
        var isAlone = (IsLongAgo && IsCertain) || (facts.InFlight ?? Value) <= Value;
        var known = ShownQuantity.Of(facts.Confirmed, facts.Told, facts.Observed) ?? shownNow;
        // The number that was seen before it went out proves nothing either, whatever we make of it.
        var isNew = shownNow != known && shownNow != facts.Observed;
        if (shownNow == Value && ((IsCertain && isNew) || isAlone))
        {
            // It landed, and with it the end of every write before it.
            var (fits, isLess) = SendRule.Bounded(facts, value, shownNow);
            return new ReadBeforeWrite(fits, 0, shownNow == fits) { IsPart = isLess };
        }
        var isTold = shownNow != known && shownNow >= Value - Math.Max(0, facts.Told) && shownNow <= Value - Math.Min(0, facts.Told);
        var unseen = isTold ? 0 : Unseen(known, facts.Told, shownNow, isAlone);
        var (corrected, isPart) = SendRule.Bounded(facts, Math.Max(0, value - unseen), shownNow);
        var waits = corrected > Value ? !isTold && shownNow != Value : corrected == Value && IsThePlan && (shownNow == known || !isAlone);
        return new ReadBeforeWrite(corrected, unseen, IsThereAlready: false)
        {
            StaysOpen = true,
            Waits = IsCertain && waits,
            IsPart = isPart,
            IsBase = unseen > 0 || shownNow > Math.Max(known, Value),
        };
    }

    // A number below all that it could rightly show, or between what it showed and what this writes: units are missing from the nearest above it.
    private int Unseen(int known, int told, int shownNow, bool isAlone)
    {
        var least = Math.Min(known, Value - Math.Max(0, told));
        return shownNow < least ? least - shownNow
            : !isAlone || shownNow == known ? 0
            : shownNow < known ? known - shownNow
            : shownNow < Value ? Value - shownNow
            : 0;
    }
}
