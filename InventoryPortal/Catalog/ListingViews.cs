using System.Text.Json.Serialization;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog;

/// <summary>One listing as pages and the HTTP contract show it. Quantities are units.</summary>
/// <param name="Channel">The channel's key.</param>
/// <param name="ExternalId">The channel's own id of the sellable thing.</param>
/// <param name="Sku">The product it is linked to; null when it is not.</param>
/// <param name="Weight">Its own weight; null takes the channel's.</param>
/// <param name="EffectiveWeight">The weight that counts.</param>
/// <param name="ChannelWeight">What counts without a weight of its own. For pages only.</param>
/// <param name="InShadow">Its channel is never written to, for now. For pages only: the contract says paused.</param>
/// <param name="AwaitsApproval">Its first quantity waits for a person.</param>
/// <param name="Version">Changed by mapping edits.</param>
/// <param name="LastError">What the channel said at the last failure; null when all is well.</param>
public sealed record ListingView(
    string Channel,
    string ExternalId,
    string? ExternalSku,
    string? Title,
    string? Barcode,
    string? Sku,
    int? Weight,
    int EffectiveWeight,
    [property: JsonIgnore] int ChannelWeight,
    [property: JsonIgnore] bool InShadow,
    ListingMode Mode,
    int Min,
    int? Max,
    int Buffer,
    int FixedQuantity,
    bool SyncEnabled,
    bool AwaitsApproval,
    int? DesiredQuantity,
    int? SentQuantity,
    int? ConfirmedQuantity,
    DateTimeOffset? ConfirmedAt,
    int? ObservedQuantity,
    DateTimeOffset? ObservedAt,
    ListingSyncState State,
    long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LastError)
{
    internal static ListingView Of(ListingRow row, ChannelRow channel, string? sku, DateTimeOffset now) => new(
        channel.Key,
        row.ExternalId,
        row.ExternalSku,
        row.Title,
        row.Barcode,
        sku,
        row.Weight,
        row.Weight ?? channel.Weight,
        channel.Weight,
        channel.Shadow,
        row.Mode,
        row.Min,
        row.Max,
        row.Buffer,
        row.FixedQuantity,
        row.SyncEnabled,
        row.AwaitsApproval,
        row.Desired,
        row.Sent,
        row.Confirmed,
        row.ConfirmedAt,
        row.Observed,
        row.ObservedAt,
        ListingStatus.Describe(Facts(row, ChannelRow.AsWritten(channel.State, channel.Shadow), now)),
        row.Version,
        row.LastError);

    private static ListingFacts Facts(ListingRow row, ChannelState channelState, DateTimeOffset now) => new(
        row.LinkState,
        row.SyncEnabled,
        channelState,
        row.DesiredRevision,
        row.ConfirmedRevision,
        row.LeaseUntil > now,
        row.Attempts,
        row.IsDead,
        row.IsDrifted);
}

/// <summary>How a channel's listings are mapped.</summary>
/// <param name="Linked">Have a product.</param>
/// <param name="Awaiting">Their number waits for a person's approval.</param>
public sealed record MappingCounts(int Linked, int Unlinked, int Ambiguous, int Orphaned, int Awaiting)
{
    /// <summary>Of a channel without listings.</summary>
    public static readonly MappingCounts None = new(0, 0, 0, 0, 0);

    /// <summary>Those in one state.</summary>
    public int Of(LinkState state) => state switch
    {
        LinkState.Linked => Linked,
        LinkState.Unlinked => Unlinked,
        LinkState.Ambiguous => Ambiguous,
        _ => Orphaned,
    };
}

/// <summary>An edit of a listing's mapping and rules: members left out stay. A null <see cref="Sku"/> unlinks.</summary>
public sealed record ListingEdit
{
    public Change<string?> Sku { get; init; }

    /// <summary>Null takes the channel's weight.</summary>
    public Change<int?> Weight { get; init; }

    public Change<ListingMode?> Mode { get; init; }

    public Change<int?> Min { get; init; }

    /// <summary>Null is no cap.</summary>
    public Change<int?> Max { get; init; }

    public Change<int?> Buffer { get; init; }

    public Change<int?> FixedQuantity { get; init; }

    public Change<bool?> SyncEnabled { get; init; }
}
