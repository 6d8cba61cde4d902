using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Dispatch;

/// <summary>What taking, giving back and using a lease does to a listing's row. Pure: the caller has locked and loaded, and saves.</summary>
internal static class ListingLease
{
    /// <summary>How long a lease outlives the process that holds it; the lane renews it while it works.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <summary>How long a raise waits for others to be lowered before it takes what it may.</summary>
    private static readonly TimeSpan HoldAtMost = TimeSpan.FromSeconds(2);

    /// <summary>How soon a held listing is looked at again, should no signal come.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>Sales within this many event lags of each other make an unheard one likely.</summary>
    private const int LagsBetweenSales = 10;

    public static bool IsDue(ListingRow row, DateTimeOffset now) =>
        row is { ProductId: not null, Desired: not null, IsDead: false, AwaitsApproval: false } && row.DueAt <= now && !(row.LeaseUntil > now);

    /// <summary>The fencing check: nobody has taken the listing since.</summary>
    public static bool IsHeld(ListingRow row, ClaimedListing claim) => row.LeaseToken == claim.Token;

    /// <summary>What is known about a due listing. Settles first what its last holder left open when it vanished with a call under way.</summary>
    /// <param name="all">Every listing of its product.</param>
    /// <param name="ofGroup">Writes of that day that others have used of the same allowance.</param>
    public static SendFacts FactsOf(ListingRow row, ProductRow product, IReadOnlyList<ListingRow> all, ChannelTraits traits, DateTimeOffset now, int ofGroup = 0)
    {
        var allowance = AllowanceOf(row, traits, now, ofGroup);
        if (row.LeaseUntil is not null && row.InFlight is not null)
        {
            (row.OutcomeUnknown, row.SentRevision) = (true, 0);
            row.ShowsBy = new SentWrite(0, false, 0, traits.ShowsWithin).ShowsBy(row.LeaseUntil.Value);
            CountWrite(row, allowance?.Day);
            allowance = AllowanceOf(row, traits, now, ofGroup);
        }

        // A listing that is not written to still sells what it shows; one that sells out of another's quantity shows that one's.
        var linked = all.Where(l => l.LinkState == LinkState.Linked && l.StockState != StockReadState.AtParent).ToList();
        var exposures = linked.Select(l => new ListingExposure(l.Id, l.ModeNow(product), l.Desired ?? 0, l.Shown, l.Id == row.Id ? null : l.InFlight)).ToArray();
        return new SendFacts(
            row.Desired!.Value,
            row.Confirmed,
            row.Observed,
            row.ToldSinceConfirm,
            row.UnseenCredit,
            row.InFlight,
            row.OutcomeUnknown,
            ExposureRule.RaiseCap(product.OnHand - product.Reserved, product.Buffer, row.Id, exposures),
            OthersAreLowering: linked.Any(l => l.Id != row.Id && !l.IsDead && IsAbove(l)),
            WaitedEnough: row.DesiredAt is not { } since || now - since > HoldAtMost,
            SaleLikely: row.LastSaleAt is { } sold && now - sold < traits.EventLag * LagsBetweenSales,
            traits.CompareAndSet)
        {
            Allowance = allowance,
            Pending = PendingOf(row, now),
            MayStillLand = row.ShowsBy > now,
            ShowsWithin = traits.ShowsWithin,
        };
    }

    /// <summary>Takes a due listing under a new lease, or leaves it for later: null when it has to wait for others.</summary>
    public static ClaimedListing? Take(ListingRow row, in SendFacts facts, DateTimeOffset now)
    {
        var decision = SendRule.Decide(facts);
        if (decision is not SendDecision.Send send)
        {
            row.DueAt = now + LookAgain;
            row.LeaseUntil = null;
            if (decision is SendDecision.NotToday waits)
            {
                // On record, so that people see why it waits; a change of plan makes it due, and is judged, at once.
                (row.DueAt, row.LastError) = (waits.Until, waits.Reason);
            }
            return null;
        }
        row.LeaseToken++;
        row.LeaseUntil = now + Length;
        row.InFlight = row.OutcomeUnknown ? Math.Max(send.Value, row.InFlight ?? 0) : send.Value;
        if (!row.OutcomeUnknown)
        {
            // Else it is read first, and what was sent before is what the number is compared with.
            (row.Sent, row.SentRevision, row.SentAt) = (send.Value, row.DesiredRevision, now);
        }
        return new ClaimedListing(row.Id, row.ExternalId, row.LeaseToken, row.DesiredRevision, row.DesiredAt, facts, send, row.StockState == StockReadState.Untracked,
            row.ExternalSku)
        {
            LeasedUntil = row.LeaseUntil.Value,
            Trace = row.DueTrace,
        };
    }

    /// <summary>Notes a call that may have written the listing, where its channel counts them.</summary>
    public static void CountWrite(ListingRow row, int? day)
    {
        if (day is { } counted)
        {
            (row.WritesDay, row.WritesThatDay) = new DayWrites(row.WritesDay, row.WritesThatDay).Plus(counted);
        }
    }

    /// <summary>Notes a call that did or may have done the write: what is shown later is compared with it.</summary>
    public static void NoteSent(ListingRow row, ClaimedListing claim, bool isCertain, DateTimeOffset now) =>
        (row.Sent, row.SentRevision, row.SentAt) = (claim.Value, isCertain ? claim.Revision : 0, now);

    /// <summary>
    /// Notes what a call may have written whose lease was taken over meanwhile, where its channel shows it only later: whoever holds the listing now
    /// must not settle it by what is shown, and so loses it.
    /// </summary>
    public static void NoteOvertaken(ListingRow row, ClaimedListing claim, PushVerdict verdict, DateTimeOffset now)
    {
        if (claim.IsUnderWay && verdict.MayHaveWritten && claim.Write.ShowsBy(now) is { } by)
        {
            // Two writes whose order nobody knows: with the lesser as what was sent and the greater in flight no number proves either of them.
            var least = row is { InFlight: not null, Sent: { } other } ? Math.Min(other, claim.Value) : claim.Value;
            (row.LeaseToken, row.LeaseUntil) = (row.LeaseToken + 1, null);
            (row.InFlight, row.OutcomeUnknown, row.ShowsBy) = (Math.Max(row.InFlight ?? 0, claim.Value), true, by);
            (row.Sent, row.SentRevision, row.SentAt) = (least, 0, now);
        }
    }

    /// <summary>The order in which claims are sent: lowering first.</summary>
    public static IReadOnlyList<ClaimedListing> InSendingOrder(IEnumerable<ClaimedListing> claims) =>
        [.. claims.OrderBy(c => c.Value > c.Facts.Baseline).ThenBy(c => c.ListingId)];

    /// <summary>Gives a claim back that got no verdict: not sent, or cut off under way, which leaves its outcome open.</summary>
    public static void GiveBack(ListingRow row, ClaimedListing claim, DateTimeOffset dueAt, DateTimeOffset now)
    {
        // One whose verdict is on record has no lease any more: what comes after it failed.
        if (IsHeld(row, claim) && row.LeaseUntil is not null)
        {
            row.LeaseUntil = null;
            row.OutcomeUnknown |= claim.IsUnderWay;
            CountWrite(row, claim.IsUnderWay ? claim.Day : null);
            if (claim.IsUnderWay)
            {
                NoteSent(row, claim, isCertain: false, now);
                row.ShowsBy = claim.Write.ShowsBy(now);
            }
            row.InFlight = claim.IsUnderWay ? row.InFlight : row.OutcomeUnknown ? claim.Facts.InFlight : null;
            row.DueAt = dueAt;
        }
    }

    /// <summary>
    /// Takes the number just read before a write as the new base, unless a write that the channel took may still land on it: then only the units
    /// missing from it are noted, and what may land stays on record.
    /// </summary>
    public static void NoteRead(ListingRow row, ReadNote note, DateTimeOffset now)
    {
        var claim = note.Claim;
        if (!IsHeld(row, claim))
        {
            return;
        }
        (row.Observed, row.ObservedAt) = (note.ShownNow, now);
        if (note.IsBase)
        {
            // What was told since the claim is part of what the read saw missing.
            var toldSince = Math.Clamp(row.ToldSinceConfirm - claim.ToldBefore, 0, note.Read.Unseen);
            row.UnseenCredit += note.Read.Unseen - toldSince;
            row.UnseenAt = note.Read.Unseen > toldSince ? now : row.UnseenAt;
            row.ToldSinceConfirm -= claim.ToldBefore + toldSince;
            row.Confirmed = note.ShownNow;
        }
        if (note.Read.StaysOpen)
        {
            row.InFlight = note.Read.Waits ? claim.Facts.InFlight : Math.Max(note.Read.Value, claim.Facts.InFlight ?? 0);
            return;
        }
        // Its time to land stays on record.
        (row.InFlight, row.OutcomeUnknown) = (note.Read.Value, false);
        NoteSent(row, claim, isCertain: true, now);
    }

    /// <summary>Makes a listing due for a fresh write, whatever it confirmed; a dead one is revived.</summary>
    public static void Revive(ListingRow row, DateTimeOffset now)
    {
        (row.IsDead, row.Attempts, row.LastError) = (false, 0, null);
        row.DesiredRevision++;
        row.DueAt = now;
    }

    /// <summary>Gives up waiting for sales that a write had inferred: what is still missing was no sale, and the plan is written again.</summary>
    public static void SettleUnseen(ListingRow row, DateTimeOffset now)
    {
        row.UnseenCredit = 0;
        row.DesiredRevision++;
        row.DueAt = row.IsDead || row.AwaitsApproval || row.Desired is null ? row.DueAt : now;
    }

    private static PendingWrite? PendingOf(ListingRow row, DateTimeOffset now) => row is { OutcomeUnknown: true, Sent: { } sent } && row.ShowsBy > now
        ? new PendingWrite(sent, row.SentRevision > 0, row.SentRevision == row.DesiredRevision, row.SentAt + PendingWrite.After <= now)
        : null;

    private static DayAllowance? AllowanceOf(ListingRow row, ChannelTraits traits, DateTimeOffset now, int ofGroup) => traits.WritesPerListingAndDay is { } limit
        ? DayAllowance.Of(limit, new DayWrites(row.WritesDay, row.WritesThatDay), traits.DayZone, now) is var own ? own with { Used = own.Used + ofGroup } : null
        : null;

    // It shows, or may come to show, more than it should.
    private static bool IsAbove(ListingRow listing) => Math.Max(listing.Shown ?? 0, listing.InFlight ?? 0) > (listing.Desired ?? 0);
}
