using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations;

/// <summary>One queue: how much waits in it, and since when the oldest does.</summary>
/// <param name="Since">Null where nothing waits, or nothing is late yet.</param>
public sealed record Queue(int Depth, DateTimeOffset? Since);

/// <summary>Everything that waits to be worked on.</summary>
/// <param name="Listings">Quantities on their way to channels, those under way among them.</param>
/// <param name="Deliveries">What channels told and nobody looked at yet.</param>
/// <param name="Jobs">Long work that waits for its turn.</param>
/// <param name="Failed">Listings given up on until a person acts.</param>
public sealed record Backlog(Queue Listings, Queue Deliveries, Queue Jobs, int Failed);

/// <summary>Depth and age of the queues, read once for all who watch.</summary>
public sealed class BacklogQueries
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(500);

    private readonly PortalDatabase _database;
    private readonly DispatchQueries _dispatch;
    private readonly TimeProvider _clock;
    private readonly SharedReading<Backlog> _reading;

    public BacklogQueries(PortalDatabase database, DispatchQueries dispatch, TimeProvider clock)
    {
        (_database, _dispatch, _clock) = (database, dispatch, clock);
        _reading = new SharedReading<Backlog>(() => ReadNowAsync(scope: null, CancellationToken.None), Spacing, clock);
    }

    /// <summary>As it was when somebody last looked; null when nobody has.</summary>
    public Backlog? Last => _reading.Last;

    /// <summary>As of now or later; of some channels only, where the reader is limited to them.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<Backlog> ReadAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        scope is null ? _reading.ReadAsync(cancellationToken) : ReadNowAsync(scope, cancellationToken);

    private async Task<Backlog> ReadNowAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var lanes = await _dispatch.StatusAsync(scope, cancellationToken);
        var oldest = lanes.Max(l => l.OldestPendingSeconds);
        return await _database.ReadAsync(
            async (db, token) => new Backlog(
                new Queue(lanes.Sum(l => l.Pending + l.InFlight), oldest is { } seconds ? now.AddSeconds(-seconds) : null),
                await DeliveriesAsync(db, scope, token),
                await JobsAsync(db, now, scope, token),
                lanes.Sum(l => l.Failed)),
            cancellationToken);
    }

    private static async Task<Queue> DeliveriesAsync(PortalDbContext db, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        await db.InboundEvents.Within(db, scope, e => e.ChannelId).Where(e => e.Status == InboundStatus.Pending)
            .GroupBy(_ => 1)
            .Select(g => new Queue(g.Count(), g.Min(e => (DateTimeOffset?)e.ReceivedAt)))
            .SingleOrDefaultAsync(cancellationToken) ?? new Queue(0, null);

    private static async Task<Queue> JobsAsync(PortalDbContext db, DateTimeOffset now, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        await db.SyncJobs.Within(db, scope, j => j.ChannelId).Where(j => j.Status == JobStatus.Pending)
            .GroupBy(_ => 1)
            .Select(g => new Queue(g.Count(), g.Where(j => j.ScheduledFor <= now).Min(j => (DateTimeOffset?)j.ScheduledFor)))
            .SingleOrDefaultAsync(cancellationToken) ?? new Queue(0, null);
}
