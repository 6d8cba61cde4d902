using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Alerts;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Alerts;

/// <summary>Incidents, newest first, and who looks after them.</summary>
public sealed partial class AlertsPage(AlertQueries alerts, AlertStore store, IDialogService dialogs, IStringLocalizer<AlertsPage> text) : PortalPageBase
{
    private AlertsFilter _filter = new(null, 1);
    private Paged<AlertChange>? _alerts;
    private AlertCounts _counts = new(0, 0);
    private bool _mayAcknowledge;

    private IStringLocalizer<AlertsPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        Tab(null, null), Tab(AlertState.Open, _counts.Open), Tab(AlertState.Acknowledged, _counts.Acknowledged), Tab(AlertState.Resolved, null),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of(LiveTopics.Alerts).With(LiveAreas.Alerts);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = AlertsFilter.Parse(uri);
        var mayAcknowledge = await Session.AllowsAsync(Permissions.AlertsAcknowledge, cancellationToken);
        var list = await alerts.ListAsync(new AlertSelection(filter.State), new PageRequest(filter.Page, AlertsFilter.PageSize), cancellationToken);
        var counts = await alerts.CountAsync(cancellationToken);
        return () => (_filter, _alerts, _counts, _mayAcknowledge) = (filter, list, counts, mayAcknowledge);
    }

    private TabLinks.Tab Tab(AlertState? state, int? count) =>
        new(text["Tab" + (state?.ToString() ?? "All")], new AlertsFilter(state, 1).ToUri(), state == _filter.State, count);

    private async Task AcknowledgeAsync(AlertChange alert)
    {
        if (await dialogs.ConfirmWithReasonAsync(text["Acknowledge"], StageText.Of(alert.Message)!, text["Acknowledge"]) is not { } note)
        {
            return;
        }
        Session.Tell(await store.AcknowledgeAsync(await Session.CommandAsync(), alert.Id, note.Length == 0 ? null : note, CancellationToken.None), text["Acknowledged"]);
        await ReloadAsync();
    }
}
