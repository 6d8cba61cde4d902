using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;

namespace InventoryPortal.Dispatch;

/// <summary>A listing under lease, with what is to be written.</summary>
internal sealed record ClaimedListing(
    long ListingId,
    string ExternalId,
    long Token,
    long Revision,
    DateTimeOffset? DesiredAt,
    SendFacts Facts,
    SendDecision.Send Send,
    bool IsUntracked,
    string? ExternalSku = null)
{
    /// <summary>The trace in which its quantity came about, by <see cref="TraceMark"/>.</summary>
    public string? Trace { get; init; }

    /// <summary>Units told by the channel that the write takes into account.</summary>
    public int ToldBefore { get; set; } = Facts.Told;

    /// <summary>Units to write, after an unseen sale was taken off.</summary>
    public int Value { get; private set; } = Send.Value;

    /// <summary>Whether this is all that its revision asks for; else it stays due.</summary>
    public bool IsWhole { get; private set; } = Send.IsWhole;

    /// <summary>What the channel was just read to show; null when it was not read.</summary>
    public int? ShownNow { get; private set; }

    /// <summary>Until when nobody else may take it: moved on with every renewal that is on record.</summary>
    public DateTimeOffset LeasedUntil { get; set; }

    /// <summary>A call with it has begun: until a verdict is on record its outcome is open.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>The day on which a write of it counts: of the call once it has begun, which may come after the channel's midnight; null where the channel does not count.</summary>
    public int? Day { get; private set; } = Facts.Allowance?.Day;

    /// <summary>A call with it begins.</summary>
    public void Begin(ChannelTraits traits, DateTimeOffset now)
    {
        IsUnderWay = true;
        Day = traits.WritesPerListingAndDay is { } limit ? DayAllowance.Of(limit, default, traits.DayZone, now).Day : null;
    }

    /// <summary>Takes what a read just before the write makes of it.</summary>
    public void Correct(ReadBeforeWrite read, int shownNow)
    {
        (Value, ShownNow) = (read.Value, shownNow);
        IsWhole &= !read.IsPart;
    }

    /// <summary>What a verdict on it is about.</summary>
    public SentWrite Write => new(Revision, IsWhole, ToldBefore, Facts.ShowsWithin) { OnlySeen = !IsUnderWay };

    /// <summary>Idempotency key for channels that take one: the same for every repeat of one write.</summary>
    public string OperationKey => $"{ListingId}-{Revision}-{Value}";
}

/// <summary>What a read before a write found.</summary>
internal sealed record ReadNote(ClaimedListing Claim, int ShownNow, ReadBeforeWrite Read)
{
    /// <summary>The number is where deltas count from now on.</summary>
    public bool IsBase => !Read.StaysOpen || Read.IsBase;
}

/// <summary>One listing's verdict, ready for the record.</summary>
internal sealed record Outcome(ClaimedListing Claim, PushVerdict Verdict);
