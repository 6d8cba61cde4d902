using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Risk;

/// <summary>The measured risk, the oversells there were and why, and what sells faster than news travels.</summary>
public sealed partial class RiskPage(IStringLocalizer<RiskPage> text) : PortalPageBase
{
    private RiskFilter _filter = new(RiskView.Heat, null, null, 1);
    private bool _mayEdit;

    private IStringLocalizer<RiskPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
        [.. Enum.GetValues<RiskView>().Select(v => new TabLinks.Tab(text["View" + v], new RiskFilter(v, null, null, 1).ToUri(), v == _filter.View))];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var mayEdit = await Session.AllowsAsync(Permissions.ProductsEdit, cancellationToken);
        return () => (_filter, _mayEdit) = (RiskFilter.Parse(uri), mayEdit);
    }
}
