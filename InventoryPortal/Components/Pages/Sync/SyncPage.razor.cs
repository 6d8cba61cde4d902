using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Sync;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Jobs;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Sync;

/// <summary>The monitor: a lane per channel as it runs, its calls, and the long work. The parts are live, the page only follows its address.</summary>
public sealed partial class SyncPage(JobStore store, IStringLocalizer<SyncPage> text) : PortalPageBase
{
    private SyncFilter _filter = new(SyncView.Attempts, null, null, 1);
    private bool _mayControl;

    private IStringLocalizer<SyncPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        .. Enum.GetValues<SyncView>().Select(view => new TabLinks.Tab(
            text["Tab" + view], (_filter with { View = view, Page = 1, Before = null, IsTrouble = false }).ToUri(), view == _filter.View)),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = SyncFilter.Parse(uri);
        var mayControl = await Session.AllowsAsync(Permissions.SyncControl, cancellationToken);
        return () => (_filter, _mayControl) = (filter, mayControl);
    }

    private Task SyncAllAsync() => StartAsync(new JobRequest(SyncJobKind.FullSync));

    private Task SyncChannelAsync(string channel) => StartAsync(new JobRequest(SyncJobKind.ChannelSync, channel));

    // The list of jobs hears of the new one by itself.
    private async Task StartAsync(JobRequest request) =>
        Session.Tell(await store.EnqueueAsync(await Session.CommandAsync(), request, CancellationToken.None), text["Started"]);
}
