using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Components.Pages.Alerts;

/// <summary>Which incidents are shown; the address is its only home.</summary>
public sealed record AlertsFilter(AlertState? State, int Page)
{
    public const string Path = "/alerts";
    public const int PageSize = 50;

    private const int MaxPage = 1_000_000;

    public static AlertsFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new AlertsFilter(query.Word<AlertState>("state"), query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("state", UriState.Word(State)), ("page", UriState.Page(Page)));
}
