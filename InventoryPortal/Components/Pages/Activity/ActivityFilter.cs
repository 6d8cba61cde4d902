using InventoryPortal.Components.Shared;

namespace InventoryPortal.Components.Pages.Activity;

/// <summary>Which deeds are shown; the address is its only home.</summary>
/// <param name="Search">Part of the subject or the actor's name.</param>
/// <param name="DeniedOnly">Only what was refused for want of a right.</param>
public sealed record ActivityFilter(string? Search, bool DeniedOnly, int Page)
{
    public const string Path = "/activity";
    public const int PageSize = 50;

    private const int MaxPage = 1_000_000;

    public static ActivityFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new ActivityFilter(query.Text("search"), query.Text("denied") == "true", query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("search", Search), ("denied", DeniedOnly ? "true" : null), ("page", UriState.Page(Page)));
}
