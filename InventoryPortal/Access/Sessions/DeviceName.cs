namespace InventoryPortal.Access.Sessions;

/// <summary>A browser in words, from what it says of itself. A guess for people; nothing is decided by it.</summary>
internal static class DeviceName
{
    /// <summary>Characters looked at: browsers say it in two hundred.</summary>
    private const int MaxLooked = 512;

    // The order counts: most browsers name others too, for the sake of old pages.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("MicroMessenger", "WeChat"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("Chrome/", "Chrome"), ("CriOS", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>Such as <c>Firefox, Windows</c>; empty when it says nothing known.</summary>
    public static string Of(string? userAgent)
    {
        var said = userAgent is { Length: > MaxLooked } ? userAgent[..MaxLooked] : userAgent ?? "";
        return string.Join(", ", new[] { Find(Browsers, said), Find(Systems, said) }.Where(n => n.Length > 0));
    }

    private static string Find((string Mark, string Name)[] known, string said) =>
        known.FirstOrDefault(k => said.Contains(k.Mark, StringComparison.Ordinal)).Name ?? "";
}
