using InventoryPortal.Components.Shared;
using InventoryPortal.Intake;

namespace InventoryPortal.Components.Pages.Inbox;

/// <summary>Which deliveries are shown; the address is its only home.</summary>
public sealed record InboxFilter(string? Status, string? Channel, int Page)
{
    public const string Path = "/inbox";
    public const int PageSize = 50;

    private const int MaxPage = 1_000_000;

    public static InboxFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        var status = query.Text("status");
        return new InboxFilter(
            status is not null && InboxQueries.Statuses.Contains(status) ? status : null,
            query.Text("channel"),
            query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("status", Status), ("channel", Channel), ("page", UriState.Page(Page)));
}
