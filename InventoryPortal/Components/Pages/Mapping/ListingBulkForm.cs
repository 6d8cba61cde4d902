using InventoryPortal.Catalog;
using InventoryPortal.Domain.Allocation;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>What becomes of a value of many listings that may be none.</summary>
public enum BulkChoice
{
    /// <summary>It stays as each has it.</summary>
    Keep,

    /// <summary>None of their own.</summary>
    Clear,

    /// <summary>The same for all.</summary>
    Set,
}

/// <summary>What a person enters about many listings; what is null stays as it is.</summary>
internal sealed class ListingBulkForm
{
    public ListingMode? Mode { get; set; }

    public BulkChoice WeightChoice { get; set; }

    public int? Weight { get; set; }

    public int? Min { get; set; }

    public BulkChoice MaxChoice { get; set; }

    public int? Max { get; set; }

    public int? Buffer { get; set; }

    public int? Fixed { get; set; }

    public bool? SyncEnabled { get; set; }

    public ListingEdit ToEdit()
    {
        var edit = new ListingEdit();
        edit = Mode is { } mode ? edit with { Mode = mode } : edit;
        edit = Of(WeightChoice, Weight) is { IsSet: true } weight ? edit with { Weight = weight } : edit;
        edit = Min is { } min ? edit with { Min = min } : edit;
        edit = Of(MaxChoice, Max) is { IsSet: true } max ? edit with { Max = max } : edit;
        edit = Buffer is { } buffer ? edit with { Buffer = buffer } : edit;
        edit = Fixed is { } quantity ? edit with { FixedQuantity = quantity } : edit;
        return SyncEnabled is { } sync ? edit with { SyncEnabled = sync } : edit;
    }

    // A value that is to be set and is not there yet changes nothing.
    private static Domain.Values.Change<int?> Of(BulkChoice choice, int? value) => choice switch
    {
        BulkChoice.Clear => new(null),
        BulkChoice.Set when value is not null => new(value),
        _ => default,
    };
}
