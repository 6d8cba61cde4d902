using System.ComponentModel.DataAnnotations;

namespace InventoryPortal.Operations.Backups;

/// <summary>Section <c>Backup</c>: backups made on the page of settings.</summary>
public sealed class BackupOptions
{
    public const string Section = "Backup";

    /// <summary>Folder; empty: <c>backups</c> beside the database.</summary>
    public string? Folder { get; set; }

    /// <summary>Backups kept there; an older one goes when a newer one is whole.</summary>
    [Range(1, 1000)]
    public int Keep { get; set; } = 10;
}
