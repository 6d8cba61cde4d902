using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace InventoryPortal.Domain.Values;

/// <summary>
/// A stock keeping unit in two forms: what a person typed, and what two spellings of one SKU share.
/// </summary>
/// <param name="Text">Trimmed text as shown to people, 1 to <see cref="MaxLength"/> characters.</param>
/// <param name="Normalised">Compatibility-folded (NFKC), without control, format (zero-width) or space characters at the ends, upper case; unique per product.</param>
public sealed record Sku(string Text, string Normalised)
{
    /// <summary>Longest SKU, in characters: every channel here allows at most 100.</summary>
    public const int MaxLength = 100;

    /// <summary>Parses a SKU; <paramref name="error"/> is a plain sentence when it is not one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Sku? sku, [NotNullWhen(false)] out string? error)
    {
        sku = null;
        var trimmed = text?.Trim() ?? "";
        var normalised = Normalise(trimmed);
        if (normalised.Length == 0)
        {
            error = "A SKU is required.";
            return false;
        }
        if (trimmed.Length > MaxLength || normalised.Length > MaxLength)
        {
            error = $"A SKU has at most {MaxLength} characters.";
            return false;
        }
        if (trimmed.Any(char.IsControl))
        {
            error = "A SKU has no control characters.";
            return false;
        }
        sku = new Sku(trimmed, normalised);
        error = null;
        return true;
    }

    /// <summary>The form in which SKUs are compared; empty when nothing printable is left.</summary>
    public static string Normalise(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }
        var folded = IsWellFormed(text) ? text.Normalize(NormalizationForm.FormKC) : text;
        var kept = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format))
            {
                kept.Append(char.ToUpperInvariant(c));
            }
        }
        return kept.ToString().Trim();
    }

    // A lone surrogate makes Normalize throw; such text is compared as it is.
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }
        return true;
    }
}
