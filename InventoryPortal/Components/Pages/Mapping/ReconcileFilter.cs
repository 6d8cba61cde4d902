using InventoryPortal.Components.Shared;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>Which differences are shown; the address is its only home.</summary>
/// <param name="Channel">The channel's key; null takes the first.</param>
/// <param name="IsPast">Also those that are resolved.</param>
/// <param name="Page">From 1.</param>
public sealed record ReconcileFilter(string? Channel, bool IsPast, int Page)
{
    public const string Path = "/reconcile";
    public const int PageSize = 50;

    private const string Past = "all";
    private const int MaxPage = 1_000_000;

    public static ReconcileFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new ReconcileFilter(query.Text("channel"), query.Text("show") == Past, query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The differences of one channel.</summary>
    public static string AddressOf(string channel) => new ReconcileFilter(channel, false, 1).ToUri();

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("channel", Channel), ("show", IsPast ? Past : null), ("page", UriState.Page(Page)));
}
