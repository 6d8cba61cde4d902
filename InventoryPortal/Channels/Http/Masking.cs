using System.Text;
using System.Text.Json;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Http;

/// <summary>Cuts a body to what a person may see: no secret in any usual spelling, bounded length.</summary>
public static class Masking
{
    private const string Mask = "•••";

    /// <summary>Shorter values are words, not secrets: masking them would make the text unreadable.</summary>
    private const int ShortestSecret = 4;

    /// <summary>Masked text of at most <see cref="CallTrace.MaxBody"/> characters; null stays null.</summary>
    public static string? Text(string? text, IEnumerable<string> secrets)
    {
        if (text is null)
        {
            return null;
        }
        // Masked before it is cut, so that half a secret never stands at the edge.
        var masked = text.Length > 2 * CallTrace.MaxBody ? text[..(2 * CallTrace.MaxBody)] : text;
        foreach (var spelling in secrets.Where(s => s.Length >= ShortestSecret).SelectMany(Spellings).Distinct().OrderByDescending(s => s.Length))
        {
            masked = masked.Replace(spelling, Mask, StringComparison.OrdinalIgnoreCase);
        }
        // Masks are short: where any stands the edge of the first cut may have come into view, with half a secret before it.
        var isEdgeNear = text.Length > 2 * CallTrace.MaxBody && masked.Length < 2 * CallTrace.MaxBody;
        var whole = isEdgeNear ? masked.Length - LongestStart(masked, secrets) : masked.Length;
        return masked[..Math.Min(whole, CallTrace.MaxBody)];
    }

    // Characters at the end that any secret may begin with.
    private static int LongestStart(string text, IEnumerable<string> secrets) => secrets.Where(s => s.Length >= ShortestSecret).SelectMany(Spellings)
        .Select(s => Enumerable.Range(1, Math.Min(s.Length, text.Length)).Reverse().FirstOrDefault(n => text.EndsWith(s[..n], StringComparison.OrdinalIgnoreCase)))
        .DefaultIfEmpty().Max();

    /// <summary>As <see cref="Text(string?, IEnumerable{string})"/>, for bytes that should be UTF-8.</summary>
    public static string Bytes(ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        // Four bytes is the longest character of UTF-8.
        var bound = Math.Min(body.Length, 2 * CallTrace.MaxBody * 4);
        return Text(Encoding.UTF8.GetString(body[..bound]), secrets)!;
    }

    private static IEnumerable<string> Spellings(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return JsonEncodedText.Encode(secret).ToString();
        yield return secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
    }
}
