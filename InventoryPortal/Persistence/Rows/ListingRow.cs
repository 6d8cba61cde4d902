using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Domain.Sync;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>
/// One sellable thing at one channel: how it is mapped, what it should show, and how far the channel has followed.
/// The mapping columns belong to Catalog, the desired ones to Ledger, the delivery ones to Dispatch.
/// </summary>
public sealed class ListingRow
{
    public long Id { get; set; }

    public long ChannelId { get; set; }

    public required string ExternalId { get; set; }

    public string? ExternalSku { get; set; }

    public string? ExternalSkuNormalised { get; set; }

    public string? Barcode { get; set; }

    public string? Title { get; set; }

    /// <summary>What the channel sells it under together with others, where it counts writes by that; null where it stands alone.</summary>
    public string? GroupId { get; set; }

    /// <summary>How the channel keeps its quantity.</summary>
    public StockReadState StockState { get; set; }

    public long? ProductId { get; set; }

    public LinkState LinkState { get; set; }

    /// <summary>Own weight; null takes the channel's.</summary>
    public int? Weight { get; set; }

    public ListingMode Mode { get; set; }

    /// <summary>As <see cref="Mode"/>, but while the product sells faster than news travels.</summary>
    public ListingMode ModeNow(ProductRow product) => FlashRule.ModeIn(Mode, product.FlashSince is not null);

    public int Min { get; set; }

    public int? Max { get; set; }

    public int Buffer { get; set; }

    public int FixedQuantity { get; set; }

    public bool SyncEnabled { get; set; } = true;

    /// <summary>Computed and shown but not sent until a person approves the first link.</summary>
    public bool AwaitsApproval { get; set; }

    public int? Desired { get; set; }

    /// <summary>Grows when the desired quantity changes and when the channel tells of an order on this listing.</summary>
    public long DesiredRevision { get; set; }

    public DateTimeOffset? DesiredAt { get; set; }

    /// <summary>The trace in which the desired quantity came about, by <see cref="TraceMark"/>; null where none was recorded.</summary>
    public string? DueTrace { get; set; }

    public int? Sent { get; set; }

    /// <summary>Revision from which <see cref="Sent"/> was made; 0 when it is not certain that the channel took it.</summary>
    public long SentRevision { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public int? Confirmed { get; set; }

    public long ConfirmedRevision { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public int? Observed { get; set; }

    public DateTimeOffset? ObservedAt { get; set; }

    /// <summary>Net units that the channel has told us it took since <see cref="Confirmed"/>: it shows Confirmed less this.</summary>
    public int ToldSinceConfirm { get; set; }

    /// <summary>What its channel should show now; null before it was first confirmed or seen.</summary>
    public int? Shown => ShownQuantity.Of(Confirmed, ToldSinceConfirm, Observed);

    /// <summary>As <see cref="Shown"/>, but null until the first confirmation.</summary>
    public int? ShownSinceConfirmed => ShownQuantity.SinceConfirmed(Confirmed, ToldSinceConfirm);

    /// <summary>When the channel last told of a sale on it: sales close together make an unheard one likely.</summary>
    public DateTimeOffset? LastSaleAt { get; set; }

    /// <summary>Units that the last write left out because the channel seemed to have sold them unheard.</summary>
    public int UnseenCredit { get; set; }

    /// <summary>When units were last seen missing unheard; orders read whole since then would have told of them.</summary>
    public DateTimeOffset? UnseenAt { get; set; }

    /// <summary>Quantity of a call whose outcome is not on record yet; null when none.</summary>
    public int? InFlight { get; set; }

    /// <summary>The last call's outcome is unknown: read back before writing.</summary>
    public bool OutcomeUnknown { get; set; }

    /// <summary>
    /// By when its channel shows <see cref="Sent"/>, which it took or may have taken without showing it: until then another number settles nothing.
    /// Null when nothing may still land.
    /// </summary>
    public DateTimeOffset? ShowsBy { get; set; }

    /// <summary>The day, in its channel's calendar, to which <see cref="WritesThatDay"/> belongs; kept only where the channel limits them.</summary>
    public int WritesDay { get; set; }

    /// <summary>Calls of that day that may have written it.</summary>
    public int WritesThatDay { get; set; }

    /// <summary>When it may next be sent; null when nothing is due.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Given up on until a person acts.</summary>
    public bool IsDead { get; set; }

    /// <summary>The channel shows another number than it confirmed, with no sale to explain it.</summary>
    public bool IsDrifted { get; set; }

    public string? LastError { get; set; }

    /// <summary>Fencing token of the newest lease; only grows.</summary>
    public long LeaseToken { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Changed by mapping edits; what If-Match compares.</summary>
    public long Version { get; set; } = 1;

    /// <summary>When the catalogue last contained it.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

internal sealed class ListingMapping : IEntityTypeConfiguration<ListingRow>
{
    public void Configure(EntityTypeBuilder<ListingRow> builder)
    {
        builder.ToTable("Listings", t =>
        {
            t.HasCheckConstraint("CK_Listings_Revisions", "[ConfirmedRevision] <= [DesiredRevision] AND [SentRevision] <= [DesiredRevision]");
            t.HasCheckConstraint("CK_Listings_Rules", "[Min] >= 0 AND [Buffer] >= 0 AND [FixedQuantity] >= 0 AND ([Max] IS NULL OR [Max] >= 0) AND ([Weight] IS NULL OR [Weight] >= 0)");
        });
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(l => l.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ProductRow>().WithMany().HasForeignKey(l => l.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(l => l.ExternalId).HasMaxLength(Lengths.ExternalId);
        builder.Property(l => l.ExternalSku).HasMaxLength(Lengths.ExternalId);
        builder.Property(l => l.ExternalSkuNormalised).HasMaxLength(Lengths.ExternalId);
        builder.Property(l => l.Barcode).HasMaxLength(50);
        builder.Property(l => l.GroupId).HasMaxLength(50);
        builder.Property(l => l.Title).HasMaxLength(Lengths.Title);
        builder.Property(l => l.DueTrace).HasMaxLength(TraceMark.Length);
        builder.Property(l => l.LastError).HasMaxLength(Lengths.Error);
        builder.Property(l => l.Version).IsConcurrencyToken();
        builder.HasIndex(l => new { l.ChannelId, l.ExternalId }).IsUnique();
        builder.HasIndex(l => l.ProductId);
        builder.HasIndex(l => new { l.ChannelId, l.DueAt });
        builder.HasIndex(l => new { l.ChannelId, l.LinkState });
        builder.HasIndex(l => new { l.ChannelId, l.GroupId });
        builder.HasIndex(l => new { l.ChannelId, l.ExternalSkuNormalised });
    }
}
