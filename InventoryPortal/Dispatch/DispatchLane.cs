using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;

namespace InventoryPortal.Dispatch;

/// <summary>One channel's way out: claims what is due, reads where a sale may be unseen, writes in the largest legal batches, records verdicts.</summary>
internal sealed class DispatchLane(
    ChannelConnection channel,
    IChannelAdapter adapter,
    ClaimStore claims,
    VerdictStore verdicts,
    LaneGauge gauge,
    CommitSignals signals,
    FailPoints failPoints,
    TimeProvider clock,
    ILogger<DispatchLane> log)
{
    /// <summary>How long the lane waits after the first signal, so that changes made together travel together.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(15);

    /// <summary>Safety net for lost signals and for retries that fall due.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private readonly LaneSender _sender = new(channel, adapter, claims, verdicts, gauge, failPoints, clock, log);

    /// <summary>Runs until stopped. A call under way at the stop is finished and recorded; claims not yet sent are given back.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var wake = signals.Subscribe(CommitTopics.Listings | CommitTopics.Channels, capacity: 1, CommitReach.Here);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await claims.IsAnyDueAsync(channel.ChannelId, stop))
                {
                    await Task.Delay(Linger, clock, stop);
                    await DrainAsync(stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(LogEvents.LaneFailed, e, "The lane of {Channel} stumbled; going on.", channel.Key);
            }
            try
            {
                await wake.WaitAsync(LookAgain, clock, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Sends until nothing is due that may go now.</summary>
    internal async Task DrainAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && gauge.MayCall(clock.GetUtcNow()))
        {
            var claimed = await claims.ClaimAsync(channel.ChannelId, adapter.Traits, stop);
            if (claimed.Count == 0)
            {
                return;
            }
            await _sender.SendAsync(claimed, stop);
        }
    }
}
