namespace InventoryPortal.Domain.Reconciliation;

/// <summary>What to do when a channel shows another number than it should and no sale explains it.</summary>
public enum DriftPolicy
{
    /// <summary>List it and wait for a person.</summary>
    Report,

    /// <summary>Push our number again.</summary>
    Overwrite,

    /// <summary>Take the difference into the ledger as an adjustment.</summary>
    Adopt,
}
