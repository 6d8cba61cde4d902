using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Jobs;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Sync;

/// <summary>The monitor: a lane per channel as it runs, its calls, and the long work.</summary>
public sealed partial class SyncPage(
    DispatchQueries dispatch, JobQueries jobs, JobStore store, IStringLocalizer<SyncPage> text, IStringLocalizer<Words> words) : PortalPageBase
{
    private SyncFilter _filter = new(SyncView.Attempts, null, null, 1);
    private IReadOnlyList<LaneStatus> _lanes = [];
    private IReadOnlyList<AttemptView> _attempts = [];
    private Paged<JobItem>? _jobs;
    private bool _mayControl;

    private IStringLocalizer<SyncPage> Text => text;

    private IStringLocalizer<Words> Words => words;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        .. Enum.GetValues<SyncView>().Select(view => new TabLinks.Tab(
            text["Tab" + view], (_filter with { View = view, Page = 1, Before = null }).ToUri(), view == _filter.View)),
    ];

    private string? OlderAddress =>
        _attempts.Count == SyncFilter.PageSize ? (_filter with { Before = _attempts[^1].Id }).ToUri() : null;

    /// <inheritdoc />
    protected override LiveTopics Topics =>
        LiveTopics.Of(LiveTopics.Sync, LiveTopics.Jobs).With(LiveAreas.Listings | LiveAreas.Jobs | LiveAreas.Channels);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = SyncFilter.Parse(uri);
        var mayControl = await Session.AllowsAsync(Permissions.SyncControl, cancellationToken);
        var lanes = await dispatch.StatusAsync(cancellationToken);
        var attempts = filter.View == SyncView.Attempts
            ? await dispatch.AttemptsAsync(filter.Channel, filter.Before, SyncFilter.PageSize, cancellationToken)
            : [];
        var list = filter.View == SyncView.Jobs
            ? await jobs.ListAsync(new JobSelection(Channel: filter.Channel), new PageRequest(filter.Page, SyncFilter.PageSize), cancellationToken)
            : null;
        return () => (_filter, _lanes, _attempts, _jobs, _mayControl) = (filter, lanes, attempts, list, mayControl);
    }

    private Task SyncAllAsync() => StartAsync(new JobRequest(SyncJobKind.FullSync));

    private Task SyncChannelAsync(string channel) => StartAsync(new JobRequest(SyncJobKind.ChannelSync, channel));

    private async Task StartAsync(JobRequest request)
    {
        Session.Tell(await store.EnqueueAsync(await Session.CommandAsync(), request, CancellationToken.None), text["Started"]);
        await ReloadAsync();
    }

    private async Task RetryAsync(long id)
    {
        Session.Tell(await store.RetryAsync(await Session.CommandAsync(), id, CancellationToken.None), text["Started"]);
        await ReloadAsync();
    }

    private async Task CancelAsync(long id)
    {
        Session.Tell(await store.CancelAsync(await Session.CommandAsync(), id, CancellationToken.None), text["CancelledJob"]);
        await ReloadAsync();
    }
}
