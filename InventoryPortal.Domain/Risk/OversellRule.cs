namespace InventoryPortal.Domain.Risk;

/// <summary>Puts an oversell down to its cause. Pure; every branch rests on instants and numbers on record.</summary>
public static class OversellRule
{
    /// <summary>
    /// Within this, news and writes count as on time: the portal's promise is about a second, and a channel's own answer may take a
    /// few more. Two sales this close no ledger can keep apart.
    /// </summary>
    public static readonly TimeSpan OnTime = TimeSpan.FromSeconds(5);

    /// <summary>The cause. Asked in the order in which one cause would hide the next.</summary>
    public static OversellFinding Classify(OversellCase oversell)
    {
        ArgumentNullException.ThrowIfNull(oversell);
        if (oversell.Heard == HeardBy.Hand)
        {
            return new OversellFinding(OversellCause.ByHand, null, TimeSpan.Zero);
        }
        if (oversell.Listing is not { WasSteered: true } listing)
        {
            return new OversellFinding(OversellCause.Mapping, null, TimeSpan.Zero);
        }
        if (SoldBeyondShown(oversell, listing))
        {
            return new OversellFinding(OversellCause.EditAtChannel, null, TimeSpan.Zero);
        }
        return OwnDelay(oversell) ?? KnownBefore(oversell) ?? HeardSince(oversell)
            ?? new OversellFinding(OversellCause.Unexplained, null, TimeSpan.Zero);
    }

    // Only for a sale made under the number that was confirmed last: an earlier one drew on another number.
    private static bool SoldBeyondShown(OversellCase oversell, SellingListing listing) =>
        listing.ShownAfter < 0
        && !(listing.ConfirmedAt > oversell.OccurredAt)
        && !(listing.OpenUpTo >= oversell.Units);

    // Others took the units after it was made, as nobody knew of it.
    private static OversellFinding? OwnDelay(OversellCase oversell)
    {
        var later = oversell.Others.FirstOrDefault(o => o.Units > 0 && o.OccurredAt >= oversell.OccurredAt && o.RecordedAt < oversell.RecordedAt);
        return later is not null && oversell.Lag > OnTime
            ? new OversellFinding(Late(oversell.Heard), later.MovementId, oversell.Lag)
            : null;
    }

    // What the ledger knew when the sale was made did not cover it any more.
    private static OversellFinding? KnownBefore(OversellCase oversell)
    {
        long known = oversell.AvailableBefore;
        OtherMovement? last = null;
        for (var i = oversell.Others.Count - 1; i >= 0; i--)
        {
            var other = oversell.Others[i];
            if (other.RecordedAt > oversell.OccurredAt)
            {
                known += other.Units;
                continue;
            }
            if (known >= oversell.Units)
            {
                break;
            }
            last = other;
            known += other.Units;
        }
        if (last is null)
        {
            return null;
        }
        var behind = oversell.OccurredAt - last.RecordedAt;
        return behind > OnTime
            ? new OversellFinding(OversellCause.StaleWrite, last.MovementId, behind)
            : new OversellFinding(last.Lag > OnTime ? Late(last.Heard) : OversellCause.LastUnitTwice, last.MovementId, last.Lag);
    }

    // The one that was heard of latest, of those that were not known when the sale was made.
    private static OversellFinding? HeardSince(OversellCase oversell)
    {
        var since = oversell.Others.Where(o => o.Units > 0 && o.RecordedAt > oversell.OccurredAt).MaxBy(o => o.Lag);
        return since is null ? null
            : since.Lag > OnTime ? new OversellFinding(Late(since.Heard), since.MovementId, since.Lag)
            : new OversellFinding(OversellCause.LastUnitTwice, since.MovementId, since.Lag);
    }

    private static OversellCause Late(HeardBy heard) => heard == HeardBy.PollInsteadOfEvent ? OversellCause.LostWebhook : OversellCause.EventLag;
}
