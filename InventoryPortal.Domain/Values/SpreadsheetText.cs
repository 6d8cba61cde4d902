namespace InventoryPortal.Domain.Values;

/// <summary>
/// Text on its way into a file that a spreadsheet may open: a name that begins like a formula must stay a name. The escape
/// takes nothing away, so that the original can be had back.
/// </summary>
public static class SpreadsheetText
{
    private const char Escape = '\'';

    // What programs read as the start of a formula or skip before one, the full-width forms included; and the escape itself.
    private const string Risky = "=+-@\t\r\n\0＝＋－＠'";

    /// <summary>The text with an apostrophe in front where its first character is risky.</summary>
    public static string Guard(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsRisky(text, 0) ? Escape + text : text;
    }

    /// <summary>The text as it was before <see cref="Guard"/>.</summary>
    public static string Original(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 1 && text[0] == Escape && IsRisky(text, 1) ? text[1..] : text;
    }

    private static bool IsRisky(string text, int at) => text.Length > at && Risky.Contains(text[at], StringComparison.Ordinal);
}
