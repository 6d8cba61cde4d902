namespace InventoryPortal.Components.Shared;

/// <summary>Names the resource of texts that more than one page uses.</summary>
public sealed class Words;
