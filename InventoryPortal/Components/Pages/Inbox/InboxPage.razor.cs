using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Intake;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Inbox;

/// <summary>What channels told us, and what became of it.</summary>
public sealed partial class InboxPage(InboxQueries inbox, InboxReplay replay, IStringLocalizer<InboxPage> text) : PortalPageBase
{
    private InboxFilter _filter = new(null, null, 1);
    private Intake.InboxPage? _events;
    private bool _mayReplay;

    private IStringLocalizer<InboxPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        .. InboxQueries.Statuses.Prepend(null).Select(status => new TabLinks.Tab(
            text["Tab_" + (status ?? "all")], (_filter with { Status = status, Page = 1 }).ToUri(), status == _filter.Status)),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(LiveAreas.Inbox);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = InboxFilter.Parse(uri);
        var mayReplay = await Session.AllowsAsync(Permissions.EventsReplay, cancellationToken);
        var events = await inbox.ListAsync(filter.Channel, filter.Status, null, filter.Page, InboxFilter.PageSize, cancellationToken);
        return () => (_filter, _events, _mayReplay) = (filter, events, mayReplay);
    }

    private async Task ReplayAsync(long id)
    {
        Session.Tell(await replay.ReplayAsync(await Session.CommandAsync(), id, CancellationToken.None), text["Replayed"]);
        await ReloadAsync();
    }
}
