using InventoryPortal.Access;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Jobs;

/// <summary>Jobs as the pages and the API show them.</summary>
public sealed class JobQueries(PortalDatabase database)
{
    /// <summary>Causes of failure shown.</summary>
    private const int MaxCauses = 20;

    /// <summary>Newest first.</summary>
    public Task<Paged<JobItem>> ListAsync(JobSelection selection, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var rows = Select(db, selection);
                var total = await rows.CountAsync(token);
                var items = await Items(db, rows.OrderByDescending(j => j.Id).Skip(page.Offset).Take(page.PageSize)).ToListAsync(token);

                // A join does not promise to keep the order of its left side.
                return page.With([.. items.OrderByDescending(j => j.Id)], total);
            },
            cancellationToken);

    /// <summary>Why jobs failed that nobody has taken up again, most of them first.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<List<JobCause>> CausesAsync(string? channel, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => Select(db, new JobSelection(JobStatus.Failed, channel, Channels: scope))
                .GroupBy(j => j.Error ?? "")
                .Select(g => new { Error = g.Key, Count = g.Count() })
                .OrderByDescending(g => g.Count).ThenBy(g => g.Error).Take(MaxCauses)
                .Select(g => new JobCause(g.Error, g.Count)).ToListAsync(token),
            cancellationToken);

    /// <summary>One job, or null when there is none or the reader may not see its channel.</summary>
    public Task<JobItem?> FindAsync(long id, IReadOnlySet<string>? channels, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => Items(db, Select(db, new JobSelection(Channels: channels)).Where(j => j.Id == id)).FirstOrDefaultAsync(token),
            cancellationToken);

    internal static IQueryable<JobItem> Items(PortalDbContext db, IQueryable<SyncJobRow> rows) =>
        from j in rows
        from c in db.Channels.Where(c => c.Id == j.ChannelId).DefaultIfEmpty()
        from p in db.Products.Where(p => p.Id == j.ProductId).DefaultIfEmpty()
        select new JobItem(
            j.Id, j.Kind, c == null ? null : c.Key, p == null ? null : p.Sku, j.Status, j.Outcome, j.Attempts, j.MaxAttempts,
            j.ScheduledFor, j.StartedAt, j.CompletedAt, new JobProgress(j.ProgressDone, j.ProgressTotal), j.Error, j.CreatedBy, j.CreatedAt);

    private static IQueryable<SyncJobRow> Select(PortalDbContext db, JobSelection selection)
    {
        IQueryable<SyncJobRow> rows = db.SyncJobs;
        if (selection.Status is { } status)
        {
            rows = rows.Where(j => j.Status == status);
        }
        if (selection.Kind is { } kind)
        {
            rows = rows.Where(j => j.Kind == kind);
        }
        if (selection.Channel is { } channel)
        {
            rows = rows.Where(j => db.Channels.Any(c => c.Id == j.ChannelId && c.Key == channel));
        }
        rows = rows.Within(db, selection.Channels, j => j.ChannelId);
        rows = selection.Since is { } since ? rows.Where(j => j.CreatedAt >= since) : rows;
        rows = selection.Until is { } until ? rows.Where(j => j.CreatedAt <= until) : rows;
        return selection.Text is { } text
            ? rows.Where(j => (j.Outcome != null && j.Outcome.Contains(text)) || (j.Error != null && j.Error.Contains(text)))
            : rows;
    }
}
