namespace InventoryPortal.Access;

/// <summary>Where to go after the sign-in: only ever a place of this portal.</summary>
public static class ReturnUrl
{
    /// <summary>Longest address kept, in characters.</summary>
    private const int MaxLength = 2000;

    /// <summary>
    /// The address when it is a path of this portal, else the start page. Browsers drop tabs and line breaks and read a
    /// backslash as a slash, so that <c>/\x</c> and <c>/⇥/x</c> name another host.
    /// </summary>
    public static string Safe(string? url) =>
        url is { Length: > 0 and <= MaxLength }
        && url[0] == '/'
        && !url.StartsWith("//", StringComparison.Ordinal)
        && !url.Any(c => c == '\\' || char.IsControl(c))
        && Uri.TryCreate(url, UriKind.Relative, out _)
            ? url
            : "/";
}
