using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Reads the orders of every channel whose own interval has passed: the backstop for webhooks that never came. One node a channel.</summary>
public sealed class OrderPollTask(
    ScheduleRunner runner, OrderPoll poll, DueStore due, SlotStore slots, TimeProvider clock, ILogger<OrderPollTask> log)
    : ScheduledTask(runner)
{
    /// <summary>Channels read side by side.</summary>
    private const int Width = 4;

    /// <summary>How long one channel's poll may take; its cursor keeps what was read.</summary>
    private static readonly TimeSpan PollLimit = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var channels = await poll.DueAsync(cancellationToken);
        await Parallel.ForEachAsync(
            channels,
            new ParallelOptions { MaxDegreeOfParallelism = Width, CancellationToken = cancellationToken },
            async (channel, token) => await PollAsync(channel, token));
    }

    private Task PollAsync(long channelId, CancellationToken cancellationToken) =>
        slots.RunAsync($"poll:{channelId}", clock.GetUtcNow(), PollLimit, token => ReadAsync(channelId, token), cancellationToken);

    private async Task ReadAsync(long channelId, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(PollLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var outcome = await poll.RunAsync(channelId, either.Token);
            if (outcome.Failure is { } failure)
            {
                // A channel that asks to wait is obeyed, and that is all.
                var level = failure is ReadFailure.Transient { Throttled: true } ? LogLevel.Information : LogLevel.Warning;
                log.Log(level, "The orders of {Channel} could not be read whole: {Reason}", outcome.Channel, failure.Reason);
            }
            else
            {
                await due.SettleUnseenAsync(channelId, either.Token);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "The orders of channel {Channel} could not be polled.", channelId);
        }
    }
}
