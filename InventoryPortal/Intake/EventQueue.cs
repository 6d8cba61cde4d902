using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;

namespace InventoryPortal.Intake;

/// <summary>What one look into a channel's queue came to.</summary>
/// <param name="Events">Events taken.</param>
/// <param name="New">Of these, not seen before.</param>
/// <param name="Failure">Null when the queue was read and confirmed.</param>
public sealed record QueueOutcome(int Events, int New, ReadFailure? Failure);

/// <summary>
/// Takes events out of the queue in which a channel keeps them. Each batch is stored as its webhooks would be, and only then
/// confirmed: a crash in between leaves it in the queue, it comes again, and is a duplicate. So do several nodes no harm.
/// </summary>
public sealed class EventQueue(PortalDatabase database, InboxStore inbox, CommitSignals signals, TimeProvider clock)
{
    /// <summary>On the monitor.</summary>
    private const string Route = "events";

    /// <summary>Batches of one look; a longer backlog goes on in the next one, which sees whether the channel is still to be read.</summary>
    private const int MaxBatches = 50;

    /// <summary>Reads until the queue says that it holds no more.</summary>
    public async Task<QueueOutcome> DrainAsync(ChannelConnection channel, IChannelAdapter adapter, CancellationToken cancellationToken)
    {
        int events = 0, fresh = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var pull = await adapter.PullEventsAsync(channel, cancellationToken);
            events += pull.Events.Count;
            fresh += await inbox.AcceptPulledAsync(channel.ChannelId, pull.Events, cancellationToken);
            var unconfirmed = pull.Events.Count == 0
                ? null
                : await adapter.ConfirmEventsAsync(channel, [.. pull.Events.Select(e => e.Receipt)], cancellationToken);
            if ((pull.Failure ?? unconfirmed) is { } failure)
            {
                await NoteAsync(channel, failure, cancellationToken);
                return new QueueOutcome(events, fresh, failure);
            }
            if (!pull.MayHaveMore)
            {
                break;
            }
        }
        return new QueueOutcome(events, fresh, null);
    }

    private async Task NoteAsync(ChannelConnection channel, ReadFailure failure, CancellationToken cancellationToken)
    {
        await database.WriteAsync((db, token) => FailedRead.NoteAsync(db, channel, Route, failure, clock.GetUtcNow(), token), cancellationToken);
        FailedRead.Tell(signals, channel.ChannelId, failure);
    }
}
