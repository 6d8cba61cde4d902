using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>One channel's delivery as it stands.</summary>
/// <param name="Pending">Listings due or waiting for a retry.</param>
/// <param name="InFlight">Listings whose call is under way.</param>
/// <param name="Failed">Listings given up on.</param>
/// <param name="OldestPendingSeconds">Age of the oldest change the channel has not confirmed.</param>
/// <param name="PushLagP50Ms">From a new desired quantity to its confirmation.</param>
/// <param name="NotBefore">The channel asked to wait until then; null when it did not.</param>
/// <param name="BreakerUntil">After too many failures the next call goes out then; null when calls may go.</param>
/// <param name="Retrying">Of the pending, those whose last call failed and that wait for their next.</param>
/// <param name="NextRetryAt">The first of these.</param>
public sealed record LaneStatus(
    long ChannelId,
    string Channel,
    string Name,
    ChannelState State,
    string? StateReason,
    int Pending,
    int InFlight,
    int Failed,
    double? OldestPendingSeconds,
    DateTimeOffset? LastConfirmedAt,
    DateTimeOffset? LastEventAt,
    double? PushLagP50Ms,
    double? PushLagP99Ms,
    int CallsPerMinute,
    string Breaker,
    DateTimeOffset? NotBefore,
    DateTimeOffset? BreakerUntil,
    int Retrying,
    DateTimeOffset? NextRetryAt);

/// <summary>Which calls.</summary>
/// <param name="Channel">Only this channel's, by key; null for all.</param>
/// <param name="Before">Only calls with a smaller id; null starts at the newest.</param>
/// <param name="IsTrouble">Only calls that failed, or that did not settle all of their items.</param>
public sealed record AttemptSelection(string? Channel = null, long? Before = null, bool IsTrouble = false);

/// <summary>One call to a channel, for the monitor.</summary>
public sealed record AttemptView(
    long Id, string Channel, string Route, int Items, DateTimeOffset StartedAt, int DurationMs, int? Status,
    int Applied, int Rejected, int Retried, int Unknown, string? Target, string? Request, string? Answer, string? Error);

/// <summary>Reads of the lanes and their calls.</summary>
public sealed class DispatchQueries(PortalDatabase database, LaneGauges gauges, TimeProvider clock)
{
    /// <summary>Calls of one page at most.</summary>
    public const int MaxAttempts = 200;

    /// <summary>Calls looked through for trouble: where nearly all goes well, the read still ends.</summary>
    private const int MaxSearched = 50_000;

    /// <summary>Every channel's lane, by key.</summary>
    public Task<IReadOnlyList<LaneStatus>> StatusAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LaneStatus>>(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var channels = await db.Channels.OrderBy(c => c.Key).ToListAsync(token);
                var counts = await db.Listings.Where(l => l.ProductId != null && l.SyncEnabled)
                    .Where(l => l.IsDead || l.LeaseUntil != null || l.DueAt != null)
                    .GroupBy(l => l.ChannelId)
                    .Select(g => new
                    {
                        ChannelId = g.Key,
                        Failed = g.Count(l => l.IsDead),
                        InFlight = g.Count(l => !l.IsDead && l.LeaseUntil != null && l.LeaseUntil > now),
                        Pending = g.Count(l => !l.IsDead && (l.LeaseUntil == null || l.LeaseUntil <= now) && l.DueAt != null),
                        Retrying = g.Count(l => !l.IsDead && l.Attempts > 0 && l.DueAt > now),
                        NextRetryAt = g.Where(l => !l.IsDead && l.Attempts > 0 && l.DueAt > now).Min(l => l.DueAt),
                        Oldest = g.Where(l => !l.IsDead && l.DueAt != null).Min(l => l.DesiredAt),
                    })
                    .ToDictionaryAsync(x => x.ChannelId, token);
                return [.. channels.Select(c =>
                {
                    var count = counts.GetValueOrDefault(c.Id);
                    var gauge = gauges.Find(c.Id);
                    return new LaneStatus(
                        c.Id, c.Key, c.Name, c.State, c.StateReason, count?.Pending ?? 0, count?.InFlight ?? 0, count?.Failed ?? 0,
                        count?.Oldest is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : null,
                        c.LastConfirmedAt, c.LastEventAt, gauge?.LagMs(0.50), gauge?.LagMs(0.99),
                        gauge?.CallsLastMinute(now) ?? 0, gauge?.BreakerWord ?? "closed", c.NotBefore > now ? c.NotBefore : null,
                        gauge?.NotBefore(now) is { } until && until > now ? until : null, count?.Retrying ?? 0, count?.NextRetryAt);
                })];
            },
            cancellationToken);

    /// <summary>The newest of these calls, newest first.</summary>
    public Task<IReadOnlyList<AttemptView>> AttemptsAsync(AttemptSelection selection, int take, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AttemptView>>(
            async (db, token) =>
            {
                var query = from a in db.SyncAttempts join c in db.Channels on a.ChannelId equals c.Id select new { Attempt = a, c.Key };
                if (selection.Channel is { } channelKey)
                {
                    query = query.Where(x => x.Key == channelKey);
                }
                if (selection.Before is { } id)
                {
                    query = query.Where(x => x.Attempt.Id < id);
                }
                if (selection.IsTrouble)
                {
                    var newest = selection.Before ?? await db.SyncAttempts.MaxAsync(a => (long?)a.Id, token) ?? 0;
                    query = query.Where(x => x.Attempt.Id > newest - MaxSearched && (x.Attempt.Status == null || x.Attempt.Status < 200 || x.Attempt.Status >= 300
                        || x.Attempt.Error != null || x.Attempt.Rejected + x.Attempt.Retried + x.Attempt.Unknown > 0));
                }
                return await query.OrderByDescending(x => x.Attempt.Id).Take(Math.Clamp(take, 1, MaxAttempts))
                    .Select(x => new AttemptView(
                        x.Attempt.Id, x.Key, x.Attempt.Route, x.Attempt.Items, x.Attempt.StartedAt, x.Attempt.DurationMs, x.Attempt.Status,
                        x.Attempt.Applied, x.Attempt.Rejected, x.Attempt.Retried, x.Attempt.Unknown,
                        x.Attempt.Target, x.Attempt.Request, x.Attempt.Answer, x.Attempt.Error))
                    .ToListAsync(token);
            },
            cancellationToken);
}
