using InventoryPortal.Domain.Sync;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>A piece of long work: durable, claimed by lease, resumable.</summary>
public sealed class SyncJobRow
{
    public long Id { get; set; }

    public SyncJobKind Kind { get; set; }

    public long? ChannelId { get; set; }

    public long? ProductId { get; set; }

    /// <summary>Parameters and the resume position, as JSON.</summary>
    public string? Payload { get; set; }

    public JobStatus Status { get; set; }

    /// <summary>What it came to in business terms, one sentence.</summary>
    public string? Outcome { get; set; }

    public int Attempts { get; set; }

    public int MaxAttempts { get; set; } = 5;

    public DateTimeOffset ScheduledFor { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    public string? Error { get; set; }

    public int ProgressDone { get; set; }

    public int ProgressTotal { get; set; }

    public bool CancelRequested { get; set; }

    public long LeaseToken { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public required string CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class SyncJobMapping : IEntityTypeConfiguration<SyncJobRow>
{
    public void Configure(EntityTypeBuilder<SyncJobRow> builder)
    {
        builder.ToTable("SyncJobs");
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(j => j.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ProductRow>().WithMany().HasForeignKey(j => j.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(j => j.Payload).HasMaxLength(4000);
        builder.Property(j => j.Outcome).HasMaxLength(Lengths.Error);
        builder.Property(j => j.Error).HasMaxLength(Lengths.Error);
        builder.Property(j => j.CreatedBy).HasMaxLength(Lengths.ActorName);
        builder.HasIndex(j => new { j.Status, j.ScheduledFor });
        builder.HasIndex(j => j.ChannelId);
    }
}
