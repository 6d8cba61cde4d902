using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Operations;

namespace InventoryPortal.Components.Pages.Activity;

/// <summary>Which deeds are shown; the address is its only home.</summary>
/// <param name="Who">Part of the actor's name.</param>
/// <param name="What">The permission that the deed needed.</param>
/// <param name="Subject">Part of what it was done to.</param>
/// <param name="DeniedOnly">Only what was refused for want of a right.</param>
/// <param name="Since">Only what was done then or later.</param>
/// <param name="Until">Only what was done then or earlier.</param>
public sealed record ActivityFilter(
    string? Who = null, string? What = null, string? Subject = null, bool DeniedOnly = false, DateTimeOffset? Since = null, DateTimeOffset? Until = null, int Page = 1)
{
    public const string Path = "/activity";
    public const int PageSize = 50;

    private const string ExportPath = "/api/v1/exports/activity.csv";

    private const int MaxPage = 1_000_000;

    public static ActivityFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        var what = query.Text("what");
        return new ActivityFilter(
            query.Text("who"), what is not null && Permissions.All.ContainsKey(what) ? what : null, query.Text("subject"), query.Text("denied") == "true",
            Instant(query.Text("since")), Instant(query.Text("until")), query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The same, for the stage.</summary>
    public ActivitySelection ToSelection(IReadOnlySet<string>? scope) => new(Who, What, Subject, DeniedOnly ? false : null, Since, Until, scope);

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, [.. Values, ("page", UriState.Page(Page))]);

    /// <summary>Where all of it is had as a file.</summary>
    public string ToExport() => UriState.Write(ExportPath, Values);

    private (string, string?)[] Values =>
        [("who", Who), ("what", What), ("subject", Subject), ("denied", DeniedOnly ? "true" : null), ("since", Written(Since)), ("until", Written(Until))];

    private static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    private static string? Written(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
