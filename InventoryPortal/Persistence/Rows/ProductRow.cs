using InventoryPortal.Domain.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>One product with its present level. Levels are written by the Ledger only.</summary>
public sealed class ProductRow
{
    public long Id { get; set; }

    public required string Sku { get; set; }

    public required string SkuNormalised { get; set; }

    public string? Barcode { get; set; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    /// <summary>Upper-case SKU, barcode and name, so that a search means the same on every provider.</summary>
    public required string SearchText { get; set; }

    /// <summary>Units on the shelf; below zero only through a recorded oversell.</summary>
    public int OnHand { get; set; }

    /// <summary>Units promised and not yet sold: Σ open reservations + Σ reserved of order lines.</summary>
    public int Reserved { get; set; }

    /// <summary>Stored computed column: <see cref="OnHand"/> less <see cref="Reserved"/>.</summary>
    public int Available { get; private set; }

    public int LowStockThreshold { get; set; }

    /// <summary>Units that no channel may show.</summary>
    public int Buffer { get; set; }

    public bool IsActive { get; set; } = true;

    /// <summary>Changed by edits, not by stock movements; what If-Match compares.</summary>
    public long Version { get; set; } = 1;

    /// <summary>Changed by every stock movement; guards the conditional update of the level.</summary>
    public long StockVersion { get; set; } = 1;

    /// <summary>Instant of the last count; an order line older than it is never applied by itself.</summary>
    public DateTimeOffset? LastCountAt { get; set; }

    /// <summary>Since when it sells faster than news travels: shared listings have a share of their own, and no unit changes hands; null in calm.</summary>
    public DateTimeOffset? FlashSince { get; set; }

    /// <summary>Whether <see cref="Buffer"/> follows the measured risk by itself.</summary>
    public bool BufferFollowsRisk { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ProductMapping : IEntityTypeConfiguration<ProductRow>
{
    public void Configure(EntityTypeBuilder<ProductRow> builder)
    {
        builder.ToTable("Products", t =>
        {
            t.HasCheckConstraint("CK_Products_LowStockThreshold", "[LowStockThreshold] >= 0");
            t.HasCheckConstraint("CK_Products_Buffer", "[Buffer] >= 0");
        });
        builder.Property(p => p.Sku).HasMaxLength(Sku.MaxLength);
        builder.Property(p => p.SkuNormalised).HasMaxLength(Sku.MaxLength);
        builder.Property(p => p.Barcode).HasMaxLength(50);
        builder.Property(p => p.Name).HasMaxLength(300);
        builder.Property(p => p.Description).HasMaxLength(4000);
        builder.Property(p => p.SearchText).HasMaxLength(460);
        builder.Property(p => p.Available).HasComputedColumnSql("[OnHand] - [Reserved]", stored: true);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.Property(p => p.StockVersion).IsConcurrencyToken();
        builder.HasIndex(p => p.SkuNormalised).IsUnique();
        builder.HasIndex(p => p.Barcode);
        builder.HasIndex(p => p.Available);
        builder.HasIndex(p => p.Name);
        builder.HasIndex(p => p.UpdatedAt);
        builder.HasIndex(p => p.FlashSince);
        builder.HasIndex(p => p.BufferFollowsRisk);
    }
}
