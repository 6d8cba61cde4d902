using InventoryPortal.Domain.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>What is kept of a schedule beside its slot: what people made of it, and how its runs came out. A row appears when there is something to keep.</summary>
public sealed class ScheduleRow
{
    /// <summary>As in the table of schedules.</summary>
    public required string Name { get; set; }

    /// <summary>Minutes after midnight in the portal's zone, where an administrator chose another time; null is the schedule's own.</summary>
    public int? At { get; set; }

    /// <summary>Its slots are not begun since then; null when they are.</summary>
    public DateTimeOffset? PausedSince { get; set; }

    public string? PausedBy { get; set; }

    public string? PauseReason { get; set; }

    /// <summary>A person asked for a run that has not ended yet.</summary>
    public DateTimeOffset? AskedAt { get; set; }

    public string? AskedBy { get; set; }

    /// <summary>The last run.</summary>
    public DateTimeOffset? BegunAt { get; set; }

    /// <summary>Who asked for the last run; null when its time had come.</summary>
    public string? BegunBy { get; set; }

    /// <summary>Null while it runs, or when its process died.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public RunOutcome? Outcome { get; set; }

    public string? Reason { get; set; }

    /// <summary>The last runs, newest first; bounded by whoever writes it.</summary>
    public string RunsJson { get; set; } = "[]";

    /// <summary>Goes up with every write: of two nodes that write at once one looks again.</summary>
    public long Version { get; set; }
}

internal sealed class ScheduleMapping : IEntityTypeConfiguration<ScheduleRow>
{
    public void Configure(EntityTypeBuilder<ScheduleRow> builder)
    {
        builder.ToTable("Schedules");
        builder.HasKey(s => s.Name);
        builder.Property(s => s.Name).HasMaxLength(60);
        builder.Property(s => s.PausedBy).HasMaxLength(Lengths.ActorName);
        builder.Property(s => s.PauseReason).HasMaxLength(Lengths.Reason);
        builder.Property(s => s.AskedBy).HasMaxLength(Lengths.ActorName);
        builder.Property(s => s.BegunBy).HasMaxLength(Lengths.ActorName);
        builder.Property(s => s.Reason).HasMaxLength(Lengths.Reason);
        builder.Property(s => s.Version).IsConcurrencyToken();
    }
}
