using InventoryPortal.Domain.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>Who did what, with before and after; written in the transaction of the deed, denied attempts on their own.</summary>
public sealed class ActivityRow
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    public ActorKind ActorKind { get; set; }

    public required string ActorId { get; set; }

    public required string ActorName { get; set; }

    /// <summary>The permission or command name, e.g. <c>stock.adjust</c>.</summary>
    public required string Action { get; set; }

    /// <summary>What it was done to: a SKU, a channel key, an e-mail address.</summary>
    public required string Subject { get; set; }

    /// <summary>Key of the channel it was done to; null where it was done to none or to all.</summary>
    public string? Channel { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }

    public bool Allowed { get; set; }

    /// <summary>Shared by all rows of one operation.</summary>
    public required string OperationId { get; set; }
}

/// <summary>Where a poll or a sweep got to.</summary>
public sealed class CursorRow
{
    public required string Name { get; set; }

    public required string Value { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Taken by one worker until then; null when free.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }
}

/// <summary>The remembered answer to an HTTP call with an Idempotency-Key, written with its effect.</summary>
public sealed class IdempotencyRow
{
    /// <summary>SHA-256 of API key, method, path and key.</summary>
    public required string Scope { get; set; }

    /// <summary>SHA-256 of the request body.</summary>
    public required string BodyHash { get; set; }

    public int Status { get; set; }

    public required string Answer { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class ActivityMapping : IEntityTypeConfiguration<ActivityRow>
{
    public void Configure(EntityTypeBuilder<ActivityRow> builder)
    {
        builder.ToTable("Activity");
        builder.Property(a => a.ActorId).HasMaxLength(Lengths.ActorId);
        builder.Property(a => a.ActorName).HasMaxLength(Lengths.ActorName);
        builder.Property(a => a.Action).HasMaxLength(60);
        builder.Property(a => a.Subject).HasMaxLength(Lengths.Title);
        builder.Property(a => a.Channel).HasMaxLength(Lengths.ChannelKey);
        builder.Property(a => a.Before).HasMaxLength(4000);
        builder.Property(a => a.After).HasMaxLength(4000);
        builder.Property(a => a.OperationId).HasMaxLength(64);
        builder.HasIndex(a => a.At);
        builder.HasIndex(a => new { a.ActorId, a.At });
    }
}

internal sealed class CursorMapping : IEntityTypeConfiguration<CursorRow>
{
    public void Configure(EntityTypeBuilder<CursorRow> builder)
    {
        builder.ToTable("Cursors");
        builder.HasKey(c => c.Name);
        builder.Property(c => c.Name).HasMaxLength(100);
        builder.Property(c => c.Value).HasMaxLength(1000);
    }
}

internal sealed class IdempotencyMapping : IEntityTypeConfiguration<IdempotencyRow>
{
    public void Configure(EntityTypeBuilder<IdempotencyRow> builder)
    {
        builder.ToTable("IdempotencyKeys");
        builder.HasKey(i => i.Scope);
        builder.Property(i => i.Scope).HasMaxLength(64);
        builder.Property(i => i.BodyHash).HasMaxLength(64);
        builder.HasIndex(i => i.CreatedAt);
    }
}
