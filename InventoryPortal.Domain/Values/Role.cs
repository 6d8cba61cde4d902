namespace InventoryPortal.Domain.Values;

/// <summary>What a person or key may do; each role includes the ones before it.</summary>
public enum Role
{
    /// <summary>Sees everything but secrets.</summary>
    Viewer,

    /// <summary>Adjusts stock, retries, pauses and resumes sync.</summary>
    Operator,

    /// <summary>Edits products, mappings, weights and rules.</summary>
    Editor,

    /// <summary>Connects channels, keeps people and settings.</summary>
    Admin,
}
