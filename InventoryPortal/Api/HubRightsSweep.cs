using InventoryPortal.Access;
using InventoryPortal.LiveFeed;

namespace InventoryPortal.Api;

/// <summary>Cuts off connections whose right has ended, and narrows those whose channels were limited.</summary>
public sealed class HubRightsSweep(HubWatches watches, RightsLookup rights, PortalFeed feed, TimeProvider clock, ILogger<HubRightsSweep> log)
    : BackgroundService
{
    /// <summary>A right that ended is gone from every connection within 60 s; twice in that time leaves room for a slow database.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var people = feed.Subscribe(LiveTopics.None.With(LiveAreas.Access));
        await using var changes = people.ReadAllAsync(stoppingToken).GetAsyncEnumerator(stoppingToken);
        var changed = changes.MoveNextAsync().AsTask();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                // A change is acted upon at once; the turn is for what expires by itself, and for other nodes' changes that were not heard.
                await Task.WhenAny(changed, Task.Delay(Every, clock, stoppingToken));
                if (changed.IsCompletedSuccessfully)
                {
                    changed = changes.MoveNextAsync().AsTask();
                }
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
        finally
        {
            // A stream may not be disposed while it is being read; the stop ends the read.
            await ((Task)changed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks every connection's right up once.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var watch in watches.All)
        {
            try
            {
                var held = await rights.FindAsync(watch.Caller, cancellationToken);
                if (held is null || !held.Allows(Permissions.View))
                {
                    watch.Abort();
                }
                else
                {
                    watch.Topics = watch.Topics.LimitedTo(held.Channels);
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                log.LogWarning(e, "The right of a hub connection could not be looked up; it is tried again in {Seconds} s.", Every.TotalSeconds);
            }
        }
    }
}
