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

    /// <summary>Who looks after it.</summary>
    public string? AssignedTo { get; set; }

    /// <summary>Nobody is told of it again before.</summary>
    public DateTimeOffset? SnoozedUntil { get; set; }

    /// <summary>When the deliveries of this incident have to be seen to; set in the transaction that changes it, so that none is missed.</summary>
    public DateTimeOffset? NoticeDueAt { get; set; }

    /// <summary>Whether the deliveries of its opening were written.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>How often people were told of it again.</summary>
    public int Renotified { get; set; }

    /// <summary>How often a person opened it again after its end.</summary>
    public int Reopened { get; set; }

    /// <summary>What there is to decide by when and whom to tell of it.</summary>
    public NoticeFacts Facts() => new(State, AlertSeverityRule.Of(Kind), IsAnnounced, Renotified, Reopened, SnoozedUntil);
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
        builder.Property(a => a.AssignedTo).HasMaxLength(Lengths.ActorName);
        builder.HasIndex(a => new { a.State, a.LastAt });
        builder.HasIndex(a => a.NoticeDueAt);
    }
}
