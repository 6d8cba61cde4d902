using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Intake;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Inbox;

/// <summary>What channels told us, what became of it, and whether they still tell. The parts are live, the page only follows its address.</summary>
public sealed partial class InboxPage(IStringLocalizer<InboxPage> text) : PortalPageBase
{
    private InboxFilter _filter = new();
    private bool _mayReplay;
    private bool _mayControl;

    private IStringLocalizer<InboxPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        .. InboxQueries.Statuses.Prepend(null).Select(status => new TabLinks.Tab(
            text["Tab_" + (status ?? "all")], (_filter with { Status = status, Page = 1, IsReordered = false }).ToUri(), status == _filter.Status && !_filter.IsReordered)),
        new TabLinks.Tab(text["Tab_late"], (_filter with { Status = null, Page = 1, IsReordered = true }).ToUri(), _filter.IsReordered),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = InboxFilter.Parse(uri);
        var mayReplay = await Session.HoldsAsync(Permissions.EventsReplay, cancellationToken);
        var mayControl = await Session.HoldsAsync(Permissions.SyncControl, cancellationToken);
        return () => (_filter, _mayReplay, _mayControl) = (filter, mayReplay, mayControl);
    }
}
