using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Schedules;

/// <summary>Removes what has outlived its bound, in chunks. Movements, order lines and dead events are never removed.</summary>
public sealed class RetentionSweep(PortalDatabase database, AdapterSet adapters, IOptionsMonitor<RetentionOptions> options, TimeProvider clock)
{
    private static readonly string Critical = ErrorSeverity.Critical.Word();

    /// <summary>Removes everything due; returns rows removed or emptied.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (now, keep) = (clock.GetUtcNow(), options.CurrentValue);
        DateTimeOffset Before(int days) => now.AddDays(-days);
        var (keys, attempts, errors) = (Before(keep.IdempotencyDays), Before(keep.CallsDays), Before(keep.ErrorsDays));
        var (jobs, alerts, activity) = (Before(keep.JobsDays), Before(keep.AlertsDays), Before(keep.ActivityDays));
        var (bodies, events, found) = (Before(keep.EventBodiesDays), Before(keep.EventsDays), Before(keep.DiscrepanciesDays));
        var removed = 0;
        removed += await DeleteAsync(db => db.IdempotencyKeys.Where(i => i.CreatedAt < keys).OrderBy(i => i.CreatedAt), cancellationToken);
        removed += await DeleteAsync(db => db.SyncAttempts.Where(a => a.StartedAt < attempts).OrderBy(a => a.StartedAt), cancellationToken);
        removed += await DeleteAsync(db => db.Errors.Where(e => e.At < errors).OrderBy(e => e.At), cancellationToken);
        // A cause outlives its errors, or the page would tell less than is in the log; and a critical one waits for a person, as its alert does.
        var (causes, gaps) = (errors < now - RetentionBounds.Causes ? errors : now - RetentionBounds.Causes, now - RetentionBounds.Gaps);
        removed += await DeleteAsync(
            db => db.ErrorCauses
                .Where(c => c.LastAt < causes && (c.State == CauseState.Resolved ? c.ResolvedAt < causes : c.Severity != Critical)).OrderBy(c => c.LastAt),
            cancellationToken);
        removed += await DeleteAsync(db => db.ChannelGaps.Where(g => g.CertifiedAt < gaps && g.Outstanding == 0).OrderBy(g => g.CertifiedAt), cancellationToken);
        removed += await DeleteAsync(
            db => db.SyncJobs.Where(j => (j.Status == JobStatus.Completed || j.Status == JobStatus.Cancelled) && j.CompletedAt < jobs).OrderBy(j => j.CompletedAt),
            cancellationToken);
        removed += await DeleteAsync(
            db => db.Alerts.Where(a => a.State == AlertState.Resolved && a.ResolvedAt < alerts).OrderBy(a => a.ResolvedAt), cancellationToken);
        removed += await DeleteAsync(db => db.Activity.Where(a => a.At < activity).OrderBy(a => a.At), cancellationToken);
        // As long as who did what.
        removed += await DeleteAsync(db => db.Oversells.Where(o => o.RecordedAt < activity).OrderBy(o => o.RecordedAt), cancellationToken);
        removed += await DeleteAsync(db => db.Discrepancies.Where(d => d.ResolvedAt < found).OrderBy(d => d.ResolvedAt), cancellationToken);
        var seen = now - RetentionBounds.Sessions;
        removed += await DeleteAsync(db => db.Sessions.Where(s => s.LastSeenAt < seen).OrderBy(s => s.LastSeenAt), cancellationToken);
        var told = now - RetentionBounds.AccountLetters;
        removed += await DeleteAsync(db => db.AccountLetters.Where(l => l.At < told).OrderBy(l => l.At), cancellationToken);
        removed += await ImportsAsync(now, cancellationToken);
        removed += await DeleteAsync(db => Ended(db, now).Where(e => e.ReceivedAt < events).OrderBy(e => e.ReceivedAt), cancellationToken);
        removed += await ChunksAsync((db, token) => EmptyBodiesAsync(Ended(db, now).Where(e => e.ReceivedAt < bodies), db, token), cancellationToken);
        return removed;
    }

    private async Task<int> ImportsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (files, imports) = (now - RetentionBounds.ImportFiles, now - RetentionBounds.Imports);
        var removed = await DeleteAsync(db => db.ImportFileParts.Where(p => p.At < files).OrderBy(p => p.At), cancellationToken);
        const long Places = 1L << ImportLineRow.PlaceBits;
        removed += await DeleteAsync(
            db => db.ImportLines.Where(l => db.Imports.Any(i => i.CreatedAt < imports && l.Id >= i.Id * Places && l.Id < (i.Id + 1) * Places)).OrderBy(l => l.Id), cancellationToken);
        return removed + await DeleteAsync(db => db.Imports.Where(i => i.CreatedAt < imports).OrderBy(i => i.CreatedAt), cancellationToken);
    }

    /// <summary>Handled events that no order is put together from any more.</summary>
    private IQueryable<InboundEventRow> Ended(PortalDbContext db, DateTimeOffset now)
    {
        var history = now - RetentionBounds.OrderHistory;
        var kinds = Enum.GetValues<ChannelKind>().Where(k => adapters.Get(k)?.Traits.OrdersFromEvents == true).ToList();
        var kept = db.Channels.Where(c => kinds.Contains(c.Kind)).Select(c => c.Id);
        return db.InboundEvents.Where(e =>
            e.Status != InboundStatus.Pending && e.Status != InboundStatus.Dead
            && (e.ReceivedAt < history || e.SubjectId == null || !kept.Contains(e.ChannelId)));
    }

    // The oldest first, so that what a bounded night leaves is the youngest.
    private Task<int> DeleteAsync<T>(Func<PortalDbContext, IOrderedQueryable<T>> due, CancellationToken cancellationToken)
        where T : class =>
        ChunksAsync((db, token) => due(db).Take(RetentionBounds.Chunk).ExecuteDeleteAsync(token), cancellationToken);

    private static async Task<int> EmptyBodiesAsync(IQueryable<InboundEventRow> due, PortalDbContext db, CancellationToken cancellationToken)
    {
        var empty = Array.Empty<byte>();
        var ids = await due.Where(e => e.Body != empty)
            .OrderBy(e => e.Id).Take(RetentionBounds.Chunk).Select(e => e.Id).ToListAsync(cancellationToken);
        return ids.Count == 0
            ? 0
            : await db.InboundEvents.Where(e => ids.Contains(e.Id))
                .ExecuteUpdateAsync(s => s.SetProperty(e => e.Body, empty).SetProperty(e => e.HeadersJson, (string?)null), cancellationToken);
    }

    private async Task<int> ChunksAsync(Func<PortalDbContext, CancellationToken, Task<int>> chunk, CancellationToken cancellationToken)
    {
        var total = 0;
        for (var i = 0; i < RetentionBounds.MaxChunks; i++)
        {
            var removed = await database.WriteAsync(chunk, cancellationToken);
            total += removed;
            if (removed < RetentionBounds.Chunk)
            {
                break;
            }
        }
        return total;
    }
}
