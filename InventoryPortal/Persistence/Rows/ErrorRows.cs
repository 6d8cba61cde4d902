using InventoryPortal.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>One error of the portal itself, masked; in a flood one row stands for several of one cause within a minute.</summary>
public sealed class ErrorLogRow
{
    public long Id { get; set; }

    public required string Type { get; set; }

    public required string Message { get; set; }

    public string? Context { get; set; }

    /// <summary><c>warning</c>, <c>error</c> or <c>critical</c>.</summary>
    public required string Severity { get; set; }

    public string? TraceId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Key of its cause; null for rows of before there were causes.</summary>
    public string? Cause { get; set; }

    /// <summary>Errors that the row stands for.</summary>
    public int Times { get; set; } = 1;

    /// <summary>The last of them; null when it is the only one.</summary>
    public DateTimeOffset? LastAt { get; set; }
}

/// <summary>Why errors happen: one row per cause, which outlives its errors, so that what was counted stays counted.</summary>
public sealed class ErrorCauseRow
{
    /// <summary>Code and detail, <see cref="ErrorCause.Key"/>.</summary>
    public required string Key { get; set; }

    /// <summary><c>warning</c>, <c>error</c> or <c>critical</c>.</summary>
    public required string Severity { get; set; }

    public DateTimeOffset FirstAt { get; set; }

    public DateTimeOffset LastAt { get; set; }

    /// <summary>Errors of it ever; 0 where it was only seen in what is given up.</summary>
    public long Count { get; set; }

    /// <summary>Its last error's message, masked.</summary>
    public string? LastMessage { get; set; }

    public CauseState State { get; set; }

    public string? ResolvedBy { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>What who resolved it last had to say.</summary>
    public string? Note { get; set; }

    /// <summary>How often it came back after it was resolved.</summary>
    public int Reopened { get; set; }
}

internal sealed class ErrorLogMapping : IEntityTypeConfiguration<ErrorLogRow>
{
    public void Configure(EntityTypeBuilder<ErrorLogRow> builder)
    {
        builder.ToTable("ErrorLog");
        builder.Property(e => e.Type).HasMaxLength(200);
        builder.Property(e => e.Message).HasMaxLength(Lengths.Error);
        builder.Property(e => e.Context).HasMaxLength(4000);
        builder.Property(e => e.Severity).HasMaxLength(10);
        builder.Property(e => e.TraceId).HasMaxLength(64);
        builder.Property(e => e.Cause).HasMaxLength(ErrorCause.MaxKey);
        builder.Property(e => e.Times).HasDefaultValue(1);
        builder.HasIndex(e => e.At);
        builder.HasIndex(e => new { e.Cause, e.At });
    }
}

internal sealed class ErrorCauseMapping : IEntityTypeConfiguration<ErrorCauseRow>
{
    public void Configure(EntityTypeBuilder<ErrorCauseRow> builder)
    {
        builder.ToTable("ErrorCauses");
        builder.HasKey(c => c.Key);
        builder.Property(c => c.Key).HasMaxLength(ErrorCause.MaxKey);
        builder.Property(c => c.Severity).HasMaxLength(10);
        builder.Property(c => c.LastMessage).HasMaxLength(Lengths.Error);
        builder.Property(c => c.ResolvedBy).HasMaxLength(Lengths.ActorName);
        builder.Property(c => c.Note).HasMaxLength(Lengths.Note);
        builder.HasIndex(c => c.LastAt);
    }
}
