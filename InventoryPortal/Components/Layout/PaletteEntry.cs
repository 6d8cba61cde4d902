namespace InventoryPortal.Components.Layout;

/// <summary>What kind of thing an entry is; they are shown in this order.</summary>
public enum PaletteGroup { Pages, Products, Channels, Commands }

/// <summary>One line of the palette: a place to go to, or a command.</summary>
/// <param name="Title">What is read.</param>
/// <param name="Also">Other words by which it is found.</param>
/// <param name="Detail">A second line.</param>
/// <param name="Href">Where it leads; null for a command.</param>
/// <param name="Act">What it does; null for a place.</param>
public sealed record PaletteEntry(
    PaletteGroup Group, string Title, string Icon, string Also = "", string? Detail = null, string? Href = null, Func<Task>? Act = null)
{
    /// <summary>Whether every word of the text is in the title or the other words.</summary>
    public bool Answers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            Title.Contains(word, StringComparison.CurrentCultureIgnoreCase) || Also.Contains(word, StringComparison.OrdinalIgnoreCase));
}
