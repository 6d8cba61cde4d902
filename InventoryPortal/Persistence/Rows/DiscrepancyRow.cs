using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>A channel showed another number than it should, and no sale explains it.</summary>
public sealed class DiscrepancyRow
{
    public long Id { get; set; }

    public long ListingId { get; set; }

    public long ChannelId { get; set; }

    public int Expected { get; set; }

    public int Observed { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }

    /// <summary>When a second read agreed; null while only seen once.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>What was done: reported, overwritten, adopted; null while open.</summary>
    public string? Resolution { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }
}

internal sealed class DiscrepancyMapping : IEntityTypeConfiguration<DiscrepancyRow>
{
    public void Configure(EntityTypeBuilder<DiscrepancyRow> builder)
    {
        builder.ToTable("Discrepancies");
        builder.HasOne<ListingRow>().WithMany().HasForeignKey(d => d.ListingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(d => d.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(d => d.Resolution).HasMaxLength(20);
        builder.HasIndex(d => new { d.ChannelId, d.ResolvedAt });
        builder.HasIndex(d => new { d.ListingId, d.ResolvedAt });
    }
}
