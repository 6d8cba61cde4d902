using System.Globalization;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Components.Pages.Alerts;

/// <summary>Which incidents are shown; the address is its only home.</summary>
/// <param name="Id">The one that a message leads to; null shows all.</param>
public sealed record AlertsFilter(AlertState? State, int Page, long? Id = null)
{
    public const string Path = "/alerts";
    public const int PageSize = 50;

    private const int MaxPage = 1_000_000;

    public static AlertsFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new AlertsFilter(
            query.Word<AlertState>("state"),
            query.Number("page", 1, 1, MaxPage),
            long.TryParse(query.Text("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() =>
        UriState.Write(Path, ("state", UriState.Word(State)), ("page", UriState.Page(Page)), ("id", Id?.ToString(CultureInfo.InvariantCulture)));
}
