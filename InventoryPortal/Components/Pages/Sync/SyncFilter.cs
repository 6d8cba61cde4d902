using InventoryPortal.Components.Shared;

namespace InventoryPortal.Components.Pages.Sync;

/// <summary>What the monitor shows below the lanes.</summary>
public enum SyncView { Attempts, Jobs }

/// <summary>What the monitor shows; the address is its only home.</summary>
/// <param name="View">Calls or jobs.</param>
/// <param name="Channel">Only this channel's; null for all.</param>
/// <param name="Before">Calls older than this id; null starts at the newest.</param>
/// <param name="Page">Of jobs, from 1.</param>
/// <param name="IsTrouble">Only calls that did not go well.</param>
public sealed record SyncFilter(SyncView View, string? Channel, long? Before, int Page, bool IsTrouble = false)
{
    public const string Path = "/sync";
    public const int PageSize = 25;

    private const string Trouble = "trouble";
    private const int MaxPage = 1_000_000;

    public static SyncFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new SyncFilter(
            query.Word<SyncView>("view") ?? SyncView.Attempts,
            query.Text("channel"),
            long.TryParse(query.Text("before"), out var before) && before > 0 ? before : null,
            query.Number("page", 1, 1, MaxPage),
            query.Text("show") == Trouble);
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("view", View == SyncView.Attempts ? null : UriState.Word<SyncView>(View)),
        ("channel", Channel),
        ("show", IsTrouble ? Trouble : null),
        ("before", Before?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("page", UriState.Page(Page)));
}
