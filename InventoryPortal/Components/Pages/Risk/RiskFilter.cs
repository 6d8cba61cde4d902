using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Risk;

namespace InventoryPortal.Components.Pages.Risk;

/// <summary>What of the risk is shown.</summary>
public enum RiskView
{
    Heat,
    Oversells,
    Flash,
}

/// <summary>What of the risk is shown; the address is its only home.</summary>
public sealed record RiskFilter(RiskView View, OversellCause? Cause, string? Sku, int Page)
{
    public const string Path = "/risk";
    public const int PageSize = 50;

    private const int MaxPage = 1_000_000;

    public static RiskFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new RiskFilter(
            query.Word<RiskView>("view") ?? RiskView.Heat, query.Word<OversellCause>("cause"), query.Text("sku"), query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("view", View == RiskView.Heat ? null : UriState.Word<RiskView>(View)),
        ("cause", UriState.Word(Cause)),
        ("sku", Sku),
        ("page", UriState.Page(Page)));
}
