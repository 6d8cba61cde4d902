using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>Takes stored events to the ledger: events of one order in turn, orders side by side, and no channel waits for a slow one.</summary>
internal sealed class InboxWorker(
    PortalDatabase database, InboxHandling handling, ConnectionLookup connections, InboxDoor door, CommitSignals signals, TimeProvider clock,
    ILogger<InboxWorker> log) : BackgroundService
{
    private readonly Dictionary<long, ChannelRunner> _runners = [];

    /// <summary>Events claimed at once: enough to fill the ledger's groups.</summary>
    internal const int ClaimSize = 128;

    /// <summary>The same while deliveries crowd at the door: as much as the ledger takes in a few milliseconds, which nobody at the door feels.</summary>
    private const int CrowdedSize = 16;

    /// <summary>Orders handled side by side; one where what happens must be the same each time.</summary>
    internal int Width { get; init; } = 32;

    /// <summary>How long a claim holds after a crash. Should a slow read outlast it, the second handling finds nothing to change.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>Safety net for signals that were lost and retries that fall due.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = signals.Subscribe(CommitTopics.Inbox, capacity: 1, CommitReach.Here);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartWaitingAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(LogEvents.EventFailed, e, "The inbox could not be worked on; trying again.");
            }
            try
            {
                await wake.WaitAsync(LookAgain, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }
        await Task.WhenAll(_runners.Values.Select(r => r.Task));
    }

    /// <summary>Claims and handles one batch of every channel that has something; returns how many events there were.</summary>
    internal async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var handled = 0;
        foreach (var channelId in await WaitingAsync(cancellationToken))
        {
            handled += await RunChannelAsync(channelId, cancellationToken);
        }
        return handled;
    }

    /// <summary>Gives every channel with something to do, and nobody at it, a runner of its own.</summary>
    private async Task StartWaitingAsync(CancellationToken stop)
    {
        foreach (var channelId in await WaitingAsync(stop))
        {
            if (!_runners.TryGetValue(channelId, out var runner))
            {
                _runners[channelId] = runner = new ChannelRunner();
            }
            runner.Ask(() => DrainAsync(channelId, stop));
        }
    }

    private async Task DrainAsync(long channelId, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && await RunChannelAsync(channelId, stop) > 0)
            {
                // What came meanwhile.
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was claimed is taken up again when its lease ends.
        }
        catch (Exception e)
        {
            log.LogError(LogEvents.EventFailed, e, "The inbox of channel {Channel} could not be worked on; trying again.", channelId);
        }
    }

    private Task<List<long>> WaitingAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync((db, token) => Due(db, now).Select(e => e.ChannelId).Distinct().OrderBy(id => id).ToListAsync(token), cancellationToken);
    }

    private async Task<int> RunChannelAsync(long channelId, CancellationToken cancellationToken)
    {
        var size = await door.QuietAsync(cancellationToken) ? ClaimSize : CrowdedSize;
        var events = await ClaimAsync(channelId, size, cancellationToken);
        if (events.Count == 0)
        {
            return 0;
        }

        // Read for all of them at once, secrets and all, and as it is now.
        var connection = await connections.FindAsync(channelId, cancellationToken);
        var bySubject = events.GroupBy(e => e.SubjectId ?? e.EventKey, StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            bySubject,
            new ParallelOptions { MaxDegreeOfParallelism = Width, CancellationToken = cancellationToken },
            async (subject, token) =>
            {
                foreach (var inbound in subject.OrderBy(e => e.Id))
                {
                    await handling.HandleAsync(inbound, connection, token);
                }
            });
        return events.Count;
    }

    private async Task<List<InboundEventRow>> ClaimAsync(long channelId, int size, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // Looking first spares the idle portal a write a second.
        if (!await database.ReadAsync((db, token) => Due(db, now).AnyAsync(e => e.ChannelId == channelId, token), cancellationToken))
        {
            return [];
        }
        return await database.WriteAsync(
            async (db, token) =>
            {
                var rows = await Due(db, now).Where(e => e.ChannelId == channelId).OrderBy(e => e.Id).Take(size).AsNoTracking().ToListAsync(token);
                var ids = rows.Select(r => r.Id).ToList();
                var until = now + Lease;
                await db.InboundEvents.Where(e => ids.Contains(e.Id)).ExecuteUpdateAsync(s => s.SetProperty(e => e.LeaseUntil, until), token);
                return rows;
            },
            cancellationToken);
    }

    // The same as InboxRules.IsDue, as a query.
    private static IQueryable<InboundEventRow> Due(PortalDbContext db, DateTimeOffset now) => db.InboundEvents
        .Where(e => e.Status == InboundStatus.Pending
            && (e.LeaseUntil == null || e.LeaseUntil <= now)
            && (e.NextAttemptAt == null || e.NextAttemptAt <= now));

    /// <summary>Runs a channel's work once at a time; work asked for while it runs makes it look once more before it ends.</summary>
    private sealed class ChannelRunner
    {
        private readonly Lock _lock = new();
        private bool _running;
        private bool _askedAgain;

        public Task Task { get; private set; } = Task.CompletedTask;

        public void Ask(Func<Task> drain)
        {
            lock (_lock)
            {
                if (_running)
                {
                    _askedAgain = true;
                    return;
                }
                _running = true;
                Task = Task.Run(() => RunAsync(drain));
            }
        }

        private async Task RunAsync(Func<Task> drain)
        {
            do
            {
                await drain();
            }
            while (GoOn());
        }

        private bool GoOn()
        {
            lock (_lock)
            {
                (_running, _askedAgain) = (_askedAgain, false);
                return _running;
            }
        }
    }
}
