using System.Globalization;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Alerts;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Dashboard;

/// <summary>What needs a look, and how the channels follow.</summary>
public sealed partial class DashboardPage(
    ProductQueries products, DispatchQueries dispatch, AlertQueries alerts, IStringLocalizer<DashboardPage> text, IStringLocalizer<Words> words) : PortalPageBase
{
    /// <summary>Alerts shown here; the rest is on their own page.</summary>
    private const int MaxAlerts = 5;

    private static readonly PageRequest CountOnly = new(1, 1);

    private Numbers? _numbers;
    private IReadOnlyList<LaneStatus> _lanes = [];
    private IReadOnlyList<AlertChange> _alerts = [];

    private IStringLocalizer<DashboardPage> Text => text;

    private IStringLocalizer<Words> Words => words;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(
        LiveAreas.Stock | LiveAreas.Products | LiveAreas.Channels | LiveAreas.Listings | LiveAreas.Alerts);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var numbers = new Numbers(
            await CountAsync(null, cancellationToken),
            await CountAsync(StockBand.Low, cancellationToken),
            await CountAsync(StockBand.Out, cancellationToken),
            await alerts.CountAsync(cancellationToken));
        var lanes = await dispatch.StatusAsync(cancellationToken);
        var open = await alerts.ListAsync(new AlertSelection(AlertState.Open), new PageRequest(1, MaxAlerts), cancellationToken);
        return () => (_numbers, _lanes, _alerts) = (numbers, lanes, open.Items);
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private async Task<int> CountAsync(StockBand? band, CancellationToken cancellationToken) =>
        (await products.ListAsync(new ProductSearch(Stock: band), CountOnly, cancellationToken)).Total;

    private sealed record Numbers(int Products, int Low, int Out, AlertCounts Alerts);
}
