using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>Follows the queue of one channel: looks into it as often as the channel likes, less often while it fails, not at all while it may not be called.</summary>
internal sealed class EventTail(
    long channelId, IChannelAdapter adapter, EventQueue queue, PortalDatabase database, ConnectionLookup connections, TimeProvider clock, Random random, ILogger log)
{
    /// <summary>Waits while the channel fails: a minute at most, so that its events are late by no more when it is back. It is never given up.</summary>
    private static readonly RetryLimits Limits = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), int.MaxValue);

    /// <summary>How long one look may take; what was stored stays, what was not confirmed comes again.</summary>
    internal static readonly TimeSpan LookLimit = TimeSpan.FromMinutes(2);

    /// <summary>A queue that waits for events itself may be asked again at once, and yet never in a spin.</summary>
    private static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(100);

    private int _failures;

    /// <summary>Runs until stopped, or until the channel is gone.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (await TurnAsync(stop) is { } rest)
            {
                await Task.Delay(rest, clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    /// <summary>Looks once, if the channel may be called, and returns how long to leave it then; null when the channel is gone.</summary>
    internal async Task<TimeSpan?> TurnAsync(CancellationToken stop)
    {
        var every = adapter.Traits.PullEvery ?? TimeSpan.Zero;
        var rest = every > LeastRest ? every : LeastRest;
        try
        {
            var channel = await database.ReadAsync(
                (db, token) => db.Channels.Where(c => c.Id == channelId).Select(c => new { c.State, c.NotBefore }).FirstOrDefaultAsync(token), stop);
            if (channel is null)
            {
                return null;
            }
            if (channel.State != ChannelState.Active || channel.NotBefore > clock.GetUtcNow())
            {
                return rest;
            }
            return Later(rest, await LookAsync(stop));
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            log.LogWarning(LogEvents.EventFailed, e, "The events of channel {Channel} could not be taken from its queue; trying again.", channelId);
            return Later(rest, BackOff());
        }
    }

    private async Task<TimeSpan> LookAsync(CancellationToken stop)
    {
        if (await connections.FindAsync(channelId, stop) is not { } connection)
        {
            return TimeSpan.Zero;
        }
        using var limit = new CancellationTokenSource(LookLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var outcome = await queue.DrainAsync(connection, adapter, either.Token);
        switch (outcome.Failure)
        {
            case null:
                _failures = 0;
                return TimeSpan.Zero;
            case ReadFailure.Transient { NotBefore: { } until }:
                return until - clock.GetUtcNow();
            default:
                return BackOff();
        }
    }

    private TimeSpan BackOff() => RetrySchedule.Delay(_failures = Math.Min(_failures + 1, 100), random.NextDouble(), Limits);

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
