namespace InventoryPortal.Catalog;

/// <summary>What becomes of many products at once; what is null stays as it is.</summary>
public sealed record BulkEdit(int? LowStockThreshold = null, int? Buffer = null, bool? IsActive = null)
{
    internal bool IsEmpty => this == new BulkEdit();

    /// <summary>Whether it changes what listings show.</summary>
    internal bool Divides => Buffer is not null || IsActive is not null;

    internal ProductEdit ToEdit()
    {
        var edit = new ProductEdit();
        edit = LowStockThreshold is { } threshold ? edit with { LowStockThreshold = threshold } : edit;
        edit = Buffer is { } buffer ? edit with { Buffer = buffer } : edit;
        return IsActive is { } active ? edit with { IsActive = active } : edit;
    }
}

/// <summary>What a bulk edit came to.</summary>
/// <param name="OperationId">Takes it back.</param>
/// <param name="Changed">Products that are different now.</param>
/// <param name="Left">Products that were so before, or that somebody else had edited since what is taken back.</param>
/// <param name="HeldChannels">How many channels' larger changes wait for a person.</param>
public sealed record BulkResult(string OperationId, int Changed, int Left, int HeldChannels);

/// <summary>A product's values that a bulk edit may change, as its record keeps them.</summary>
internal sealed record BulkState(int LowStockThreshold, int Buffer, bool IsActive, long Version);

/// <summary>One product of a bulk edit.</summary>
/// <param name="Version">The version it must still have; null for any.</param>
internal sealed record BulkChangeOf(long ProductId, BulkEdit Edit, long? Version);
