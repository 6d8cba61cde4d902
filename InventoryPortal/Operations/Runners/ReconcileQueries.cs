using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Runners;

/// <summary>What a comparison of a channel came to.</summary>
/// <param name="Listings">Listings compared.</param>
/// <param name="Linked">Linked listings in all, of which a sample may have been compared.</param>
/// <param name="Waiting">Listings that differ and are not certain yet.</param>
/// <param name="WrongAtMost">The share of all, 0 to 1, that is wrong at most with 95 % confidence; null when all were looked at, or none.</param>
/// <param name="Held">Why the guard holds what the policy would do; null when it does not.</param>
public sealed record ReconcileResult(int Listings, int Linked, int Drifted, int Overwritten, int Adopted, int Waiting, double? WrongAtMost, string? Held)
{
    internal static ReconcileResult Of(ReconcileOutcome.Compared c) => new(c.Listings, c.Linked, c.Drifted, c.Overwritten, c.Adopted, c.Waiting, c.WrongAtMost, c.Held);
}

/// <summary>The newest finished comparison of a channel.</summary>
public sealed record ReconcileSummary(long JobId, DateTimeOffset At, ReconcileResult Result);

/// <summary>Reads what comparisons came to.</summary>
public sealed class ReconcileQueries(PortalDatabase database)
{
    /// <summary>Jobs looked through for one that came to something.</summary>
    private const int MaxSearched = 10;

    /// <summary>The newest of a channel that ended; null when none did.</summary>
    public Task<ReconcileSummary?> LatestAsync(string channelKey, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var jobs = await db.SyncJobs
                    .Where(j => j.Kind == SyncJobKind.Reconcile && j.Status == JobStatus.Completed && j.Payload != null && db.Channels.Any(c => c.Id == j.ChannelId && c.Key == channelKey))
                    .OrderByDescending(j => j.Id).Take(MaxSearched).Select(j => new { j.Id, j.CompletedAt, j.Payload }).ToListAsync(token);
                return jobs.Select(j => ReconcileRunner.ResultOf(j.Payload!) is { } result ? new ReconcileSummary(j.Id, j.CompletedAt ?? default, result) : null)
                    .FirstOrDefault(s => s is not null);
            },
            cancellationToken);
}
