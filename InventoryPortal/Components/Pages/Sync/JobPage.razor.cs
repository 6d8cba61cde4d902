using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Jobs;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Sync;

/// <summary>One job as it runs.</summary>
public sealed partial class JobPage(JobQueries jobs, JobStore store, IStringLocalizer<SyncPage> text) : PortalPageBase
{
    private JobItem? _job;
    private bool _mayControl;

    /// <summary>From the address.</summary>
    [Parameter]
    public long Id { get; set; }

    private IStringLocalizer<SyncPage> Text => text;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of(LiveTopics.Jobs);

    /// <inheritdoc />
    protected override bool Concerns(LiveBatch news) => news.Gap || news.Jobs.Any(j => j.Id == Id);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var mayControl = await Session.HoldsAsync(Permissions.SyncControl, cancellationToken);
        var job = await jobs.FindAsync(Id, await Session.ScopeAsync(cancellationToken), cancellationToken);
        return () => (_job, _mayControl) = (job, mayControl);
    }

    // What went to the channel while it ran, by whomever.
    private static string CallsOf(JobItem job)
    {
        static string Written(DateTimeOffset? at) => at is { } instant ? instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";
        var until = job.CompletedAt is { } end ? $" until:{Written(end.AddSeconds(1))}" : "";
        return SyncFilter.CallsOf($"channel:{job.Channel} since:{Written(job.StartedAt)}{until}");
    }

    private async Task RetryAsync()
    {
        Session.Tell(await store.RetryAsync(await Session.CommandAsync(), Id, CancellationToken.None), text["Started"]);
        await ReloadAsync();
    }

    private async Task CancelAsync()
    {
        Session.Tell(await store.CancelAsync(await Session.CommandAsync(), Id, CancellationToken.None), text["CancelledJob"]);
        await ReloadAsync();
    }
}
