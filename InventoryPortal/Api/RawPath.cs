using Microsoft.AspNetCore.Http.Features;

namespace InventoryPortal.Api;

/// <summary>
/// Parts of an address exactly as the caller encoded them. Routed values will not do where a slash may occur: the server
/// decodes everything but an encoded slash, so what is encoded twice could not be told from what is encoded once.
/// </summary>
internal static class RawPath
{
    /// <summary>All that follows <paramref name="marker"/>, decoded.</summary>
    /// <param name="routed">What routing found, for a request without its raw target.</param>
    public static string After(HttpContext http, string marker, string routed) =>
        Find(http, marker) is { } rest ? Uri.UnescapeDataString(rest) : routed;

    /// <summary>The one segment that follows <paramref name="marker"/>, decoded.</summary>
    /// <param name="routed">What routing found, for a request without its raw target.</param>
    public static string SegmentAfter(HttpContext http, string marker, string routed) =>
        Find(http, marker) is { } rest ? Uri.UnescapeDataString(rest.Split('/', 2)[0]) : routed;

    private static string? Find(HttpContext http, string marker)
    {
        var path = (http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?', 2)[0];
        var start = path.IndexOf(marker, StringComparison.Ordinal);
        return start < 0 ? null : path[(start + marker.Length)..];
    }
}
