using InventoryPortal.Access;
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
/// <param name="Shadow">Nothing is sent: what is pending only would be.</param>
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
    DateTimeOffset? NextRetryAt,
    bool Shadow = false);

/// <summary>Reads of the lanes.</summary>
public sealed class DispatchQueries(PortalDatabase database, LaneGauges gauges, TimeProvider clock)
{
    private readonly SharedRead<IReadOnlyList<LaneStatus>> _status = new(token => StatusNowAsync(database, gauges, clock, token), clock);

    /// <summary>Every channel's lane, by key. Of very many listings a moment old.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public async Task<IReadOnlyList<LaneStatus>> StatusAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken)
    {
        var lanes = await _status.GetAsync(cancellationToken);
        return scope is null ? lanes : [.. lanes.Where(l => ChannelScope.Holds(scope, l.Channel))];
    }

    private static Task<IReadOnlyList<LaneStatus>> StatusNowAsync(PortalDatabase database, LaneGauges gauges, TimeProvider clock, CancellationToken cancellationToken) =>
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
                        gauge?.NotBefore(now) is { } until && until > now ? until : null, count?.Retrying ?? 0, count?.NextRetryAt, c.Shadow);
                })];
            },
            cancellationToken);
}
