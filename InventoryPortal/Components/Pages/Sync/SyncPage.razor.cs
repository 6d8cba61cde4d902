using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Jobs;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Sync;

/// <summary>The monitor: a lane per channel as it runs, its calls, what is on its way, and the long work. The parts are live, the page only follows its address.</summary>
public sealed partial class SyncPage(JobStore store, ChannelControlStore control, IDialogService dialogs, IStringLocalizer<SyncPage> text) : PortalPageBase
{
    private SyncFilter _filter = new(SyncView.Attempts);
    private bool _mayControl;
    private bool _mayControlAll;

    private IStringLocalizer<SyncPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
        [.. Enum.GetValues<SyncView>().Select(view => new TabLinks.Tab(text["Tab" + view], _filter.In(view).ToUri(), view == _filter.View))];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = SyncFilter.Parse(uri);
        var (mayControl, all) = (await Session.HoldsAsync(Permissions.SyncControl, cancellationToken), await Session.AllowsAsync(Permissions.SyncControl, cancellationToken));
        return () => (_filter, _mayControl, _mayControlAll) = (filter, mayControl, all);
    }

    private void TogglePause() => Pause.Pause(!Pause.IsPaused);

    private Task SyncAllAsync() => StartAsync(new JobRequest(SyncJobKind.FullSync));

    private Task SyncChannelAsync(string channel) => StartAsync(new JobRequest(SyncJobKind.ChannelSync, channel));

    // The list of jobs hears of the new one by itself.
    private async Task StartAsync(JobRequest request) =>
        Session.Tell(await store.EnqueueAsync(await Session.CommandAsync(), request, CancellationToken.None), text["Started"]);

    /// <summary>Pauses the lane of a channel that runs, and lets one that is paused run again; the lanes hear of it by themselves.</summary>
    private async Task TurnAsync(LaneStatus lane)
    {
        if (lane.State != ChannelState.Active)
        {
            Session.Tell(await control.ResumeAsync(await Session.CommandAsync(), lane.Channel, reason: null, CancellationToken.None), text["LaneResumed", lane.Name]);
        }
        else if (await dialogs.ConfirmWithReasonAsync(text["PauseLane"], text["PauseLaneQuestion", lane.Name], text["PauseLane"]) is { } reason)
        {
            var answer = await control.PauseAsync(await Session.CommandAsync(), lane.Channel, reason.Length == 0 ? null : reason, CancellationToken.None);
            Session.Tell(answer, text["LanePaused", lane.Name]);
        }
    }

    /// <inheritdoc />
    protected override void OnDisposing()
    {
        base.OnDisposing();
        Pause.Pause(false);
    }
}
