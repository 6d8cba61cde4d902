using InventoryPortal.Domain.Orders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>One line of one channel's order: what it should amount to, and what the ledger has applied of it.</summary>
public sealed class OrderLineRow
{
    public long Id { get; set; }

    public long ChannelId { get; set; }

    public required string OrderId { get; set; }

    /// <summary>The channel's line id; <see cref="OrderLineRules.TombstoneLine"/> when only the order's end is known.</summary>
    public required string LineId { get; set; }

    public string? ExternalId { get; set; }

    public string? ExternalSku { get; set; }

    public string? Title { get; set; }

    /// <summary>The channel's own word for the order's state.</summary>
    public required string Status { get; set; }

    public long? ListingId { get; set; }

    /// <summary>The product that the applied quantities moved; stays when the listing is mapped elsewhere later.</summary>
    public long? ProductId { get; set; }

    public int Ordered { get; set; }

    public int Reserved { get; set; }

    public int Sold { get; set; }

    public int Returned { get; set; }

    public int Taken { get; set; }

    public int TargetReserved { get; set; }

    public int TargetSold { get; set; }

    public int TargetReturned { get; set; }

    public int TargetTaken { get; set; }

    /// <summary>Number of movements made for this line; part of their idempotency key.</summary>
    public int Sequence { get; set; }

    /// <summary>Version of the order state last taken in.</summary>
    public long SourceVersion { get; set; }

    public OrderLineState State { get; set; }

    public DateTimeOffset PlacedAt { get; set; }

    /// <summary>When an unpaid order's hold lapses; null when nothing is held.</summary>
    public DateTimeOffset? ReservedUntil { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Compare-and-set token.</summary>
    public long Version { get; set; } = 1;
}

internal sealed class OrderLineMapping : IEntityTypeConfiguration<OrderLineRow>
{
    public void Configure(EntityTypeBuilder<OrderLineRow> builder)
    {
        builder.ToTable("OrderLines", t =>
        {
            t.HasCheckConstraint("CK_OrderLines_Returned", "[Returned] <= [Sold]");
            t.HasCheckConstraint("CK_OrderLines_Quantities", "[Ordered] >= 0 AND [Reserved] >= 0 AND [Sold] >= 0 AND [Returned] >= 0");
        });
        builder.HasOne<ChannelRow>().WithMany().HasForeignKey(l => l.ChannelId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ListingRow>().WithMany().HasForeignKey(l => l.ListingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ProductRow>().WithMany().HasForeignKey(l => l.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(l => l.OrderId).HasMaxLength(100);
        builder.Property(l => l.LineId).HasMaxLength(100);
        builder.Property(l => l.ExternalId).HasMaxLength(Lengths.ExternalId);
        builder.Property(l => l.ExternalSku).HasMaxLength(Lengths.ExternalId);
        builder.Property(l => l.Title).HasMaxLength(Lengths.Title);
        builder.Property(l => l.Status).HasMaxLength(40);
        builder.Property(l => l.Version).IsConcurrencyToken();
        builder.HasIndex(l => new { l.ChannelId, l.OrderId, l.LineId }).IsUnique();
        builder.HasIndex(l => new { l.ChannelId, l.ExternalId, l.State });
        builder.HasIndex(l => new { l.State, l.ReservedUntil });
        builder.HasIndex(l => l.ProductId);
    }
}
