using System.Globalization;
using InventoryPortal.Components.Shared;
using InventoryPortal.Intake;

namespace InventoryPortal.Components.Pages.Inbox;

/// <summary>Which deliveries are shown; the address is its only home.</summary>
/// <param name="Subject">Only those of this order.</param>
/// <param name="IsReordered">Only what came after a newer state of its order.</param>
/// <param name="Id">Only this one.</param>
public sealed record InboxFilter(string? Status = null, string? Channel = null, int Page = 1, string? Subject = null, bool IsReordered = false, long? Id = null)
{
    public const string Path = "/inbox";
    public const int PageSize = 50;

    private const string Late = "late";
    private const int MaxPage = 1_000_000;

    /// <summary>Whether it leaves anything out beside the status.</summary>
    public bool IsNarrow => Channel is not null || Subject is not null || Id is not null;

    public static InboxFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        var status = query.Text("status");
        return new InboxFilter(
            status is not null && InboxQueries.Statuses.Contains(status) ? status : null,
            query.Text("channel"),
            query.Number("page", 1, 1, MaxPage),
            query.Text("subject"),
            query.Text("show") == Late,
            long.TryParse(query.Text("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
    }

    /// <summary>The same, for the stage.</summary>
    public InboxSelection ToSelection() => new(Channel, Status, null, Subject, IsReordered, Id);

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("status", Status),
        ("show", IsReordered ? Late : null),
        ("channel", Channel),
        ("subject", Subject),
        ("id", Id?.ToString(CultureInfo.InvariantCulture)),
        ("page", UriState.Page(Page)));
}
