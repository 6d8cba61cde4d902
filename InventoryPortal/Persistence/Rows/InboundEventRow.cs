using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

public enum InboundStatus
{
    /// <summary>Stored, not yet handled.</summary>
    Pending,

    /// <summary>Handled; the reason says what it came to.</summary>
    Done,

    /// <summary>Cannot be handled; the reason says why. Kept until a person replays it.</summary>
    Dead,

    /// <summary>A redelivery of an event that is here already.</summary>
    Duplicate,

    /// <summary>Its signature was not good; kept without body, as a trace.</summary>
    Rejected,
}

/// <summary>One row of the inbox: an event exactly as the channel sent it.</summary>
public sealed class InboundEventRow
{
    public long Id { get; set; }

    public long ChannelId { get; set; }

    /// <summary>Unique per channel.</summary>
    public required string EventKey { get; set; }

    public required string Topic { get; set; }

    /// <summary>The order it speaks of; events of one subject are handled in turn.</summary>
    public string? SubjectId { get; set; }

    public required byte[] Body { get; set; }

    public string? HeadersJson { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }

    public InboundStatus Status { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public DateTimeOffset? HandledAt { get; set; }

    public string? Reason { get; set; }
}

internal sealed class InboundEventMapping : IEntityTypeConfiguration<InboundEventRow>
{
    public void Configure(EntityTypeBuilder<InboundEventRow> builder)
    {
        builder.ToTable("InboundEvents");
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(e => e.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(e => e.EventKey).HasMaxLength(260);
        builder.Property(e => e.Topic).HasMaxLength(100);
        builder.Property(e => e.SubjectId).HasMaxLength(100);
        builder.Property(e => e.HeadersJson).HasMaxLength(4000);
        builder.Property(e => e.Reason).HasMaxLength(Lengths.Error);
        builder.HasIndex(e => new { e.ChannelId, e.EventKey }).IsUnique();
        builder.HasIndex(e => new { e.Status, e.Id });
        builder.HasIndex(e => new { e.ChannelId, e.SubjectId });
    }
}
