using InventoryPortal.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>An incident: one per cause while it lasts.</summary>
public sealed class AlertRow
{
    public long Id { get; set; }

    public AlertKind Kind { get; set; }

    public AlertState State { get; set; }

    /// <summary>The cause while it is not resolved (unique), null afterwards.</summary>
    public string? OpenKey { get; set; }

    /// <summary>The cause: kind and subject.</summary>
    public required string CauseKey { get; set; }

    public long? ProductId { get; set; }

    public long? ChannelId { get; set; }

    /// <summary>What it is about, for people: a SKU, a channel key.</summary>
    public required string Subject { get; set; }

    /// <summary>One plain sentence.</summary>
    public required string Message { get; set; }

    /// <summary>How often the cause was seen while open.</summary>
    public int Count { get; set; }

    public DateTimeOffset FirstAt { get; set; }

    public DateTimeOffset LastAt { get; set; }

    public string? AcknowledgedBy { get; set; }

    public DateTimeOffset? AcknowledgedAt { get; set; }

    public string? Note { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }
}

internal sealed class AlertMapping : IEntityTypeConfiguration<AlertRow>
{
    public void Configure(EntityTypeBuilder<AlertRow> builder)
    {
        builder.ToTable("Alerts");
        builder.HasOne<ProductRow>().WithMany().HasForeignKey(a => a.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(a => a.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(a => a.OpenKey).HasMaxLength(200);
        builder.Property(a => a.CauseKey).HasMaxLength(200);
        builder.Property(a => a.Subject).HasMaxLength(Lengths.Reference);
        builder.Property(a => a.Message).HasMaxLength(Lengths.Error);
        builder.Property(a => a.AcknowledgedBy).HasMaxLength(Lengths.ActorName);
        builder.Property(a => a.Note).HasMaxLength(Lengths.Note);
        builder.HasIndex(a => a.OpenKey).IsUnique();
        builder.HasIndex(a => new { a.State, a.LastAt });
    }
}
