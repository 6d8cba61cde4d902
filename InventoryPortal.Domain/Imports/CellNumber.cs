using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace InventoryPortal.Domain.Imports;

/// <summary>
/// What a cell says as a whole number. A closed set. A blank is no 0, and what could be read in two ways (1.000 is one in one country and
/// a thousand in another) is not read at all.
/// </summary>
public abstract partial record CellNumber
{
    /// <summary>Characters of a number with all its signs; a longer cell holds none.</summary>
    private const int MaxLength = 40;

    private CellNumber() { }

    /// <summary>Nothing is written there.</summary>
    public sealed record Blank : CellNumber;

    /// <summary>A whole number.</summary>
    public sealed record Whole(long Value) : CellNumber;

    /// <summary>Something else.</summary>
    /// <param name="Code">Stable, snake case.</param>
    /// <param name="Detail">One sentence for a person.</param>
    public sealed record Wrong(string Code, string Detail) : CellNumber;

    /// <summary>Reads a cell as a person or program wrote it; full-width digits are digits.</summary>
    public static CellNumber Read(string? cell)
    {
        var text = Trimmed(cell);
        if (text.Length == 0)
        {
            return new Blank();
        }
        if (text.Length > MaxLength)
        {
            return NoNumber(text[..MaxLength] + "…");
        }
        if (text[0] == '=')
        {
            return new Wrong("formula", $"A formula stands there, not a number: {text}.");
        }
        if (Ambiguous().IsMatch(text))
        {
            return new Wrong("ambiguous_number", $"{text} is a thousand and more for some and a fraction for others: write it without a separator.");
        }
        if (Fraction().IsMatch(text))
        {
            return new Wrong("not_whole", $"{text} is not a whole number.");
        }
        var plain = Grouped().IsMatch(text) ? Separators().Replace(text, "") : Zeros().Replace(text, "");
        return long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? new Whole(value) : NoNumber(text);
    }

    // Spreadsheets mark text by an apostrophe, and people type with full-width keyboards and spaces that are none.
    private static string Trimmed(string? cell)
    {
        var text = cell?.Trim() ?? "";
        if (!Ascii.IsValid(text))
        {
            text = Folded(text);
        }
        return text.Length > 1 && text[0] == '\'' ? text[1..].Trim() : text;
    }

    private static string Folded(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC).Replace('\u2212', '-').Trim('\uFEFF', '\u200B', ' ');
        }
        catch (ArgumentException)
        {
            // A lone surrogate is no digit either.
            return text;
        }
    }

    private static Wrong NoNumber(string text) => new("not_a_number", $"{text} is not a number.");

    [GeneratedRegex(@"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$")]
    private static partial Regex Ambiguous();

    // Zeros behind the sign change nothing: that is how spreadsheets write whole numbers.
    [GeneratedRegex(@"^[+-]?[0-9]*[.,][0-9]*[1-9][0-9]*$")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^[+-]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,}|(?:[ '’][0-9]{3})+)$")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"[., '’]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"(?<=[0-9])[.,]0*$")]
    private static partial Regex Zeros();
}
