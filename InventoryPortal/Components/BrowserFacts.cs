namespace InventoryPortal.Components;

/// <summary>What the browser told about itself by cookie (portal.js), so that the first picture is right already.</summary>
/// <param name="Zone">IANA time zone, null when unknown: then UTC is shown.</param>
/// <param name="Dark">Whether the system prefers dark colours.</param>
public sealed record BrowserFacts(string? Zone, bool Dark)
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
        Zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : TimeZoneInfo.Utc;
}
