namespace InventoryPortal.Components;

/// <summary>What the browser told about itself by cookie (portal.js), so that the first picture is right already.</summary>
/// <param name="Zone">IANA time zone: the person's choice, else the browser's; null when neither is known, then the portal's counts.</param>
/// <param name="Dark">Whether the system prefers dark colours.</param>
/// <param name="PortalZone">The zone shown where nobody says another; null for UTC.</param>
public sealed record BrowserFacts(string? Zone, bool Dark, string? PortalZone = null)
{
    /// <summary>The longest IANA zone name has 32 characters; anything longer is not one.</summary>
    internal const int MaxZoneLength = 64;

    /// <summary>Reads the cookies; nonsense counts as unknown.</summary>
    public static BrowserFacts FromCookies(IRequestCookieCollection cookies)
    {
        var zone = cookies["portal.zone"];
        var known = zone is { Length: > 0 and <= MaxZoneLength } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);
        return new BrowserFacts(known ? zone : null, cookies["portal.dark"] == "1");
    }

    /// <summary>The zone to show instants in.</summary>
    public TimeZoneInfo TimeZone() =>
        (Zone ?? PortalZone) is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
