namespace InventoryPortal.Components.Layout;

/// <summary>Names the texts of what surrounds every page: palette, shortcuts, preferences, drafts.</summary>
public sealed class ShellTexts;
