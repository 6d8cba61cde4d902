using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>One immutable line of the ledger.</summary>
public sealed class MovementRow
{
    public long Id { get; set; }

    public long ProductId { get; set; }

    public MovementKind Kind { get; set; }

    public int Delta { get; set; }

    public int ReservedDelta { get; set; }

    public int OnHandAfter { get; set; }

    public int ReservedAfter { get; set; }

    /// <summary>What brought it about: <c>order</c>, <c>reservation</c>, <c>command</c>, <c>import</c>, <c>expiry</c>, <c>repair</c>.</summary>
    public required string CauseType { get; set; }

    public string? CauseId { get; set; }

    /// <summary>Unique: a repeat of the same cause finds it and changes nothing.</summary>
    public required string IdempotencyKey { get; set; }

    public long? ChannelId { get; set; }

    /// <summary>For people: the order id, or what the caller gave.</summary>
    public string? Reference { get; set; }

    public ActorKind ActorKind { get; set; }

    public required string ActorId { get; set; }

    public required string ActorName { get; set; }

    public string? Reason { get; set; }

    public string? Note { get; set; }

    public DateTimeOffset OccurredAt { get; set; }

    public DateTimeOffset RecordedAt { get; set; }
}

internal sealed class MovementMapping : IEntityTypeConfiguration<MovementRow>
{
    public void Configure(EntityTypeBuilder<MovementRow> builder)
    {
        builder.ToTable("Movements");
        builder.HasOne<ProductRow>().WithMany().HasForeignKey(m => m.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(m => m.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(m => m.CauseType).HasMaxLength(20);
        builder.Property(m => m.CauseId).HasMaxLength(200);
        builder.Property(m => m.IdempotencyKey).HasMaxLength(Lengths.IdempotencyKey);
        builder.Property(m => m.Reference).HasMaxLength(Lengths.Reference);
        builder.Property(m => m.ActorId).HasMaxLength(Lengths.ActorId);
        builder.Property(m => m.ActorName).HasMaxLength(Lengths.ActorName);
        builder.Property(m => m.Reason).HasMaxLength(Lengths.Reason);
        builder.Property(m => m.Note).HasMaxLength(Lengths.Note);
        builder.HasIndex(m => m.IdempotencyKey).IsUnique();
        builder.HasIndex(m => new { m.ProductId, m.Id });
        builder.HasIndex(m => m.RecordedAt);
    }
}
