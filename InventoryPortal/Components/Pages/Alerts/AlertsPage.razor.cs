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
        var scope = await Session.ScopeAsync(cancellationToken);
        var list = await alerts.ListAsync(new AlertSelection(filter.State, Channels: scope, Id: filter.Id), new PageRequest(filter.Page, AlertsFilter.PageSize), cancellationToken);
        var counts = await alerts.CountAsync(scope, cancellationToken);
        return () => (_filter, _alerts, _counts, _mayAcknowledge) = (filter, list, counts, mayAcknowledge);
    }

    private TabLinks.Tab Tab(AlertState? state, int? count) =>
        new(text["Tab" + (state?.ToString() ?? "All")], new AlertsFilter(state, 1).ToUri(), state == _filter.State, count);

    // What a person may do with an incident as it stands, the likeliest first.
    private IEnumerable<(string Verb, Func<Task> Act)> Deeds(AlertChange alert)
    {
        if (alert.State == AlertState.Open)
        {
            yield return ("Acknowledge", () => AcknowledgeAsync(alert));
        }
        if (alert.State != AlertState.Resolved)
        {
            yield return ("Snooze", () => SnoozeAsync(alert));
            yield return (alert.AssignedTo is null ? "AssignToMe" : "Release", () => AssignAsync(alert));
        }
        yield return ("AddNote", () => NoteAsync(alert));
        yield return alert.State == AlertState.Open
            ? ("Resolve", () => ResolveAsync(alert))
            : ("Reopen", () => DoAsync(context => store.ReopenAsync(context, alert.Id, CancellationToken.None), "ReopenedIt"));
    }

    private async Task AcknowledgeAsync(AlertChange alert)
    {
        if (await dialogs.ConfirmWithReasonAsync(text["Acknowledge"], StageText.Of(alert.Message)!, text["Acknowledge"]) is { } note)
        {
            await DoAsync(context => store.AcknowledgeAsync(context, alert.Id, note.Length == 0 ? null : note, CancellationToken.None), "Acknowledged");
        }
    }

    private async Task SnoozeAsync(AlertChange alert)
    {
        var dialog = await dialogs.ShowAsync<SnoozeDialog>(text["Snooze"]);
        if (await dialog.Result is { Canceled: false, Data: TimeSpan time })
        {
            await DoAsync(context => store.SnoozeAsync(context, alert.Id, Clock.GetUtcNow() + time, CancellationToken.None), "Snoozed");
        }
    }

    private Task AssignAsync(AlertChange alert) =>
        DoAsync(context => store.AssignAsync(context, alert.Id, alert.AssignedTo is null ? context.Caller.Actor.Name : null, CancellationToken.None), "Saved");

    private async Task NoteAsync(AlertChange alert)
    {
        if (await dialogs.ConfirmWithReasonAsync(text["AddNote"], StageText.Of(alert.Message)!, text["AddNote"]) is { } note)
        {
            await DoAsync(context => store.NoteAsync(context, alert.Id, note, CancellationToken.None), "Saved");
        }
    }

    private async Task ResolveAsync(AlertChange alert)
    {
        if (await dialogs.ConfirmAsync(text["Resolve"], text["ResolveQuestion"], text["Resolve"]))
        {
            await DoAsync(context => store.ResolveAsync(context, alert.Id, CancellationToken.None), "ResolvedIt");
        }
    }

    private async Task DoAsync(Func<CommandContext, Task<CommandAnswer<AlertChange>>> act, string said)
    {
        Session.Tell(await act(await Session.CommandAsync()), text[said]);
        await ReloadAsync();
    }
}
