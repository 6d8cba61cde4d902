using InventoryPortal.Catalog;
using InventoryPortal.Domain.Allocation;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>What a person enters about a listing.</summary>
internal sealed class ListingForm
{
    public string? Sku { get; set; }

    public ListingMode Mode { get; set; }

    /// <summary>Null takes the channel's weight.</summary>
    public int? Weight { get; set; }

    public int Min { get; set; }

    /// <summary>Null is no cap.</summary>
    public int? Max { get; set; }

    public int Buffer { get; set; }

    public int Fixed { get; set; }

    public bool SyncEnabled { get; set; }

    public static ListingForm Of(ListingView listing) => new()
    {
        Sku = listing.Sku,
        Mode = listing.Mode,
        Weight = listing.Weight,
        Min = listing.Min,
        Max = listing.Max,
        Buffer = listing.Buffer,
        Fixed = listing.FixedQuantity,
        SyncEnabled = listing.SyncEnabled,
    };

    public ListingEdit ToEdit() => new()
    {
        Sku = Sku,
        Mode = Mode,
        Weight = Weight,
        Min = Min,
        Max = Max,
        Buffer = Buffer,
        FixedQuantity = Fixed,
        SyncEnabled = SyncEnabled,
    };
}
