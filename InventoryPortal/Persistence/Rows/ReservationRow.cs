using InventoryPortal.Domain.Stock;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>Units promised to a caller until committed, released or expired. What orders hold is in <see cref="OrderLineRow.Reserved"/>.</summary>
public sealed class ReservationRow
{
    public long Id { get; set; }

    public long ProductId { get; set; }

    public int Quantity { get; set; }

    public required string Reference { get; set; }

    public long? ChannelId { get; set; }

    public ReservationState State { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }
}

internal sealed class ReservationMapping : IEntityTypeConfiguration<ReservationRow>
{
    public void Configure(EntityTypeBuilder<ReservationRow> builder)
    {
        builder.ToTable("Reservations", t => t.HasCheckConstraint("CK_Reservations_Quantity", "[Quantity] > 0"));
        builder.HasOne<ProductRow>().WithMany().HasForeignKey(r => r.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(r => r.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(r => r.Reference).HasMaxLength(Lengths.Reference);
        builder.HasIndex(r => new { r.State, r.ExpiresAt });
        builder.HasIndex(r => r.ProductId);
    }
}
