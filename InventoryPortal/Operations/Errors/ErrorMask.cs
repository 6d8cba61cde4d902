using System.Text.RegularExpressions;

namespace InventoryPortal.Operations.Errors;

/// <summary>Takes what looks like a secret out of a text that people will see. Generous: a masked word is better than a leaked key.</summary>
public static partial class ErrorMask
{
    private const string Mask = "•••";

    /// <summary>Masked text of at most <paramref name="length"/> characters.</summary>
    public static string Text(string text, int length)
    {
        // Masked before it is cut, so that half a secret never stands at the edge.
        var bounded = text.Length > 2 * length ? text[..(2 * length)] : text;
        var masked = Keys().Replace(Credentials().Replace(Named().Replace(bounded, "$1" + Mask), "$1" + Mask + "@"), Mask);
        return masked.Length <= length ? masked : masked[..length];
    }

    // password=…, "consumerSecret": "…", access_token=…, Authorization: Bearer …
    [GeneratedRegex(
        """((?:[\w-]*(?:password|pwd|secret|token|api[_-]?key|consumer[_-]?key|signature|authorization)["']?\s*[=:]\s*["']?(?:(?:bearer|basic)\s+)?)|(?:(?:bearer|basic)\s+))[^\s"',;&]+""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    // https://user:password@host
    [GeneratedRegex("""(://)[^/\s@]+@""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Credentials();

    // Keys that stores and standards give a recognisable shape.
    [GeneratedRegex("""(?:c[ks]_|whsec_|shp[a-z]{2}_)[A-Za-z0-9+/=]{8,}""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Keys();
}
