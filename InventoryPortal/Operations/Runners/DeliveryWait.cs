using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Runners;

/// <summary>Where delivery stands.</summary>
/// <param name="Waiting">Listings that the channel has not confirmed, given up ones left out.</param>
/// <param name="Failed">Listings given up.</param>
/// <param name="Events">Stored events not handled yet.</param>
public sealed record DeliveryState(int Waiting, int Failed, int Events);

/// <summary>Lets a sync job end when the channels have followed, so that its outcome says something; bounded, because the lanes go on by themselves.</summary>
public sealed class DeliveryWait(PortalDatabase database, CommitSignals signals, TimeProvider clock)
{
    /// <summary>How long a job waits for the lanes: most catalogues are through by then, and the rest is on its way.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Looks without a signal.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Signals gather this long, so that a busy lane is not counted at every call.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until nothing waits or the limit has passed; tells the job's progress on the way.</summary>
    /// <param name="expected">Listings that the job itself made due.</param>
    public async Task<DeliveryState> WaitAsync(
        JobRun run, IReadOnlyCollection<long> channelIds, long? productId, int expected, CancellationToken cancellationToken)
    {
        using var changes = signals.Subscribe(CommitTopics.Listings | CommitTopics.Inbox, capacity: 1);
        var until = clock.GetUtcNow() + Limit;
        var total = expected;
        var told = -1;
        while (true)
        {
            var state = await CountAsync(channelIds, productId, cancellationToken);
            total = Math.Max(total, state.Waiting);
            if (told != state.Waiting)
            {
                told = state.Waiting;
                await run.ReportAsync(total - state.Waiting, total, null, cancellationToken);
            }
            if ((state.Waiting == 0 && state.Events == 0) || clock.GetUtcNow() >= until)
            {
                return state;
            }
            await changes.WaitAsync(LookAgain, clock, cancellationToken);
            await Task.Delay(Window, clock, cancellationToken);
        }
    }

    private Task<DeliveryState> CountAsync(IReadOnlyCollection<long> channelIds, long? productId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var listings = db.Listings.Where(l => channelIds.Contains(l.ChannelId) && (productId == null || l.ProductId == productId));
                return new DeliveryState(
                    await listings.CountAsync(l => l.DueAt != null && !l.IsDead, token),
                    await listings.CountAsync(l => l.IsDead, token),
                    await db.InboundEvents.CountAsync(e => channelIds.Contains(e.ChannelId) && e.Status == InboundStatus.Pending, token));
            },
            cancellationToken);
}
