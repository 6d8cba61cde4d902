using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Shared;
using InventoryPortal.Ledger;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Dashboard;

/// <summary>The ledger of all products as it goes.</summary>
public sealed partial class MovementsPage(
    LedgerQueries ledger, IStringLocalizer<DashboardPage> text, IStringLocalizer<ProductsPage> productText, IStringLocalizer<Words> words) : PortalPageBase
{
    private MovementsFilter _filter = new();
    private IReadOnlyList<LatestMovement> _movements = [];

    private IStringLocalizer<DashboardPage> Text => text;

    private IStringLocalizer<ProductsPage> ProductText => productText;

    private IStringLocalizer<Words> Words => words;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(LiveAreas.Stock);

    /// <summary>What lies before a movement does not change.</summary>
    protected override bool Concerns(LiveBatch news) => _filter.Before is null && base.Concerns(news);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = MovementsFilter.Parse(uri);
        var movements = await ledger.LatestAsync(filter.ToSelection(Clock.GetUtcNow()) with { Channels = await ScopeAsync(cancellationToken) }, MovementsFilter.PageSize, cancellationToken);
        return () => (_filter, _movements) = (filter, movements);
    }

    private static string Narrowed(MovementsFilter filter) => (filter with { Before = null }).ToUri();
}
