using InventoryPortal.Domain.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>One call to a channel, as shown on the monitor. Masked; kept for a bounded time.</summary>
public sealed class SyncAttemptRow
{
    public long Id { get; set; }

    public long ChannelId { get; set; }

    /// <summary>Where the call went, the adapter's word.</summary>
    public required string Route { get; set; }

    public int Items { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public int DurationMs { get; set; }

    /// <summary>HTTP status; null when no answer came.</summary>
    public int? Status { get; set; }

    public int Applied { get; set; }

    public int Rejected { get; set; }

    public int Retried { get; set; }

    public int Unknown { get; set; }

    public string? Target { get; set; }

    public string? Request { get; set; }

    public string? Answer { get; set; }

    public string? Error { get; set; }
}

internal sealed class SyncAttemptMapping : IEntityTypeConfiguration<SyncAttemptRow>
{
    public void Configure(EntityTypeBuilder<SyncAttemptRow> builder)
    {
        builder.ToTable("SyncAttempts");
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(a => a.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(a => a.Route).HasMaxLength(100);
        builder.Property(a => a.Target).HasMaxLength(500);
        builder.Property(a => a.Request).HasMaxLength(CallTrace.MaxBody);
        builder.Property(a => a.Answer).HasMaxLength(CallTrace.MaxBody);
        builder.Property(a => a.Error).HasMaxLength(Lengths.Error);
        builder.HasIndex(a => new { a.ChannelId, a.Id });
        builder.HasIndex(a => a.StartedAt);
    }
}
