using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Risk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>
/// One movement that took more than was available, with what was known of the selling listing in that transaction: a moment later the
/// listing is written anew, and the evidence is gone. The finding is added afterwards.
/// </summary>
public sealed class OversellRow
{
    public long Id { get; set; }

    public long ProductId { get; set; }

    /// <summary>The movement's idempotency key: unique, and there before the movement has an id.</summary>
    public required string MovementKey { get; set; }

    public long? ChannelId { get; set; }

    public long? ListingId { get; set; }

    public string? Reference { get; set; }

    /// <summary>Units that the movement took.</summary>
    public int Units { get; set; }

    public int AvailableBefore { get; set; }

    public int AvailableAfter { get; set; }

    /// <summary>Units of it that were not there.</summary>
    public int Lacking => Math.Min(Units, -AvailableAfter);

    /// <summary>By hand or by its channel; in which way that told is looked up afterwards.</summary>
    public HeardBy Heard { get; set; }

    public ListingMode? Mode { get; set; }

    /// <summary>Whether the listing was linked, switched on and confirmed once when the sale was recorded.</summary>
    public bool WasSteered { get; set; }

    public int? ShownAfter { get; set; }

    public int? OpenUpTo { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public DateTimeOffset OccurredAt { get; set; }

    public DateTimeOffset RecordedAt { get; set; }

    /// <summary>Null until it was looked into.</summary>
    public OversellCause? Cause { get; set; }

    /// <summary>Id of the movement that came between.</summary>
    public long? Culprit { get; set; }

    public long DelayMs { get; set; }

    /// <summary>Units that, held back from every channel, would have prevented it; null where no buffer would have.</summary>
    public int? PreventingBuffer { get; set; }

    /// <summary>Whether a share of its own for each listing would have prevented it.</summary>
    public bool SplitPrevents { get; set; }

    /// <summary>Units that this buffer would have turned away over the days of <see cref="CostDays"/>; null where that is not known.</summary>
    public long? BufferMissed { get; set; }

    /// <summary>Likewise for shares of their own.</summary>
    public long? SplitMissed { get; set; }

    /// <summary>Days of movements behind the two figures.</summary>
    public int CostDays { get; set; }

    public DateTimeOffset? ExaminedAt { get; set; }
}

internal sealed class OversellMapping : IEntityTypeConfiguration<OversellRow>
{
    public void Configure(EntityTypeBuilder<OversellRow> builder)
    {
        builder.ToTable("Oversells");
        builder.HasOne<ProductRow>().WithMany().HasForeignKey(o => o.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(o => o.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(o => o.MovementKey).HasMaxLength(Lengths.IdempotencyKey);
        builder.Property(o => o.Reference).HasMaxLength(Lengths.Reference);
        builder.Ignore(o => o.Lacking);
        builder.HasIndex(o => o.MovementKey).IsUnique();
        builder.HasIndex(o => new { o.ProductId, o.Id });
        builder.HasIndex(o => o.ExaminedAt);
        builder.HasIndex(o => o.RecordedAt);
    }
}
