using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>Takes stored events to the ledger: events of one order in turn, orders side by side.</summary>
internal sealed class InboxWorker(
    PortalDatabase database, InboxHandling handling, CommitSignals signals, TimeProvider clock, ILogger<InboxWorker> log) : BackgroundService
{
    /// <summary>Events claimed at once: enough to fill the ledger's groups.</summary>
    private const int ClaimSize = 128;

    /// <summary>Orders handled side by side; one where what happens must be the same each time.</summary>
    internal int Width { get; init; } = 32;

    /// <summary>How long a claim holds after a crash. Should a slow read outlast it, the second handling finds nothing to change.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>Safety net for signals that were lost and retries that fall due.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = signals.Subscribe(CommitTopics.Inbox, capacity: 1);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunOnceAsync(stoppingToken) == ClaimSize)
                {
                    // More waits.
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "The inbox could not be worked on; trying again.");
            }
            try
            {
                await wake.WaitAsync(LookAgain, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Claims and handles one batch; returns how many events it had.</summary>
    internal async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var events = await ClaimAsync(cancellationToken);
        var bySubject = events.GroupBy(e => (e.ChannelId, e.SubjectId ?? e.EventKey));
        await Parallel.ForEachAsync(
            bySubject,
            new ParallelOptions { MaxDegreeOfParallelism = Width, CancellationToken = cancellationToken },
            async (subject, token) =>
            {
                foreach (var inbound in subject.OrderBy(e => e.Id))
                {
                    await handling.HandleAsync(inbound, token);
                }
            });
        return events.Count;
    }

    private async Task<List<InboundEventRow>> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // Looking first spares the idle portal a write a second.
        if (!await database.ReadAsync((db, token) => Due(db, now).AnyAsync(token), cancellationToken))
        {
            return [];
        }
        return await database.WriteAsync(
            async (db, token) =>
            {
                var rows = await Due(db, now).OrderBy(e => e.Id).Take(ClaimSize).AsNoTracking().ToListAsync(token);
                var ids = rows.Select(r => r.Id).ToList();
                var until = now + Lease;
                await db.InboundEvents.Where(e => ids.Contains(e.Id)).ExecuteUpdateAsync(s => s.SetProperty(e => e.LeaseUntil, until), token);
                return rows;
            },
            cancellationToken);
    }

    private static IQueryable<InboundEventRow> Due(PortalDbContext db, DateTimeOffset now) => db.InboundEvents
        .Where(e => e.Status == InboundStatus.Pending
            && (e.LeaseUntil == null || e.LeaseUntil <= now)
            && (e.NextAttemptAt == null || e.NextAttemptAt <= now));
}
