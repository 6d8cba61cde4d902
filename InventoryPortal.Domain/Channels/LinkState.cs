namespace InventoryPortal.Domain.Channels;

/// <summary>How a listing stands to our products.</summary>
public enum LinkState
{
    /// <summary>No product; nothing suggested.</summary>
    Unlinked,

    /// <summary>More than one product or listing claims the same SKU: a person decides.</summary>
    Ambiguous,

    /// <summary>Has a product.</summary>
    Linked,

    /// <summary>Was linked, and the channel no longer has it.</summary>
    Orphaned,
}
