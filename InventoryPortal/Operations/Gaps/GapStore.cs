using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Gaps;

/// <summary>A channel that is improbably silent.</summary>
/// <param name="Since">Its last word, about.</param>
/// <param name="Expected">Orders that its habit made likely since; 0 where it has none.</param>
public sealed record SilentChannel(long ChannelId, string Key, bool IsPolled, DateTimeOffset Since, double Expected);

/// <summary>
/// Keeps the gaps of channels: opens one with the silence, ends it with the first word after it, and certifies it once the channel's
/// orders were read whole. Every method may run again: it finds what is done already.
/// </summary>
public sealed class GapStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Gaps followed in one look: those that are open, not certified, or have something outstanding.</summary>
    private const int MaxFollowed = 500;

    /// <summary>When this process began: a gap before it may be our own.</summary>
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    /// <summary>Opens a gap for each silent channel that has none open. Before anything is done about the silence, whose traces it reads.</summary>
    public async Task OpenAsync(IReadOnlyCollection<SilentChannel> silent, CancellationToken cancellationToken)
    {
        if (silent.Count == 0)
        {
            return;
        }
        await database.WriteAsync(
            async (db, token) =>
            {
                var ids = silent.Select(s => s.ChannelId).ToList();
                var known = await db.ChannelGaps.Where(g => g.ToAt == null && ids.Contains(g.ChannelId)).Select(g => g.ChannelId).ToListAsync(token);
                foreach (var channel in silent.Where(s => !known.Contains(s.ChannelId)))
                {
                    db.ChannelGaps.Add(await NewAsync(db, channel, token));
                }
            },
            cancellationToken);
    }

    /// <summary>Looks after every gap that is not over and done with.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var ids = await database.ReadAsync(
            (db, token) => db.ChannelGaps.Where(g => g.CertifiedAt == null || g.Outstanding > 0).OrderBy(g => g.Id).Take(MaxFollowed).Select(g => g.Id).ToListAsync(token),
            cancellationToken);
        foreach (var id in ids)
        {
            await database.WriteAsync((db, token) => FollowAsync(db, id, token), cancellationToken);
        }
    }

    private async Task<ChannelGapRow> NewAsync(PortalDbContext db, SilentChannel channel, CancellationToken cancellationToken)
    {
        var last = await GapEvents.Spoken(db, channel.ChannelId, channel.IsPolled).OrderByDescending(e => e.Id).Select(e => new { e.Id, e.ReceivedAt }).FirstOrDefaultAsync(cancellationToken);
        var gap = new ChannelGapRow
        {
            ChannelId = channel.ChannelId, FromAt = last?.ReceivedAt ?? channel.Since, FromEventId = last?.Id ?? 0, Expected = channel.Expected, Cause = CauseCodes.ChannelSilent,
        };
        gap.Cause = await GapReason.FindAsync(db, gap, _startedAt, cancellationToken);
        return gap;
    }

    private async Task FollowAsync(PortalDbContext db, long id, CancellationToken cancellationToken)
    {
        var gap = await db.ChannelGaps.AsTracking().SingleAsync(g => g.Id == id, cancellationToken);
        var channel = await db.Channels.AsNoTracking().SingleAsync(c => c.Id == gap.ChannelId, cancellationToken);
        var isPolled = channel.LastEventAt is null;
        var cause = AlertWriter.CauseKey(AlertKind.ChannelSilent, channel.Key);
        gap.AlertId ??= await db.Alerts.Where(a => a.OpenKey == cause).Select(a => (long?)a.Id).FirstOrDefaultAsync(cancellationToken);
        gap.ToAt ??= await GapEvents.Spoken(db, gap.ChannelId, isPolled).Where(e => e.Id > gap.FromEventId && e.ReceivedAt > gap.FromAt)
            .OrderBy(e => e.Id).Select(e => (DateTimeOffset?)e.ReceivedAt).FirstOrDefaultAsync(cancellationToken);
        if (gap.CertifiedAt is null && gap.Cause == CauseCodes.ChannelSilent)
        {
            // What the look at its webhooks found comes after the silence was noticed.
            gap.Cause = await GapReason.FindAsync(db, gap, _startedAt, cancellationToken);
        }
        await CountAsync(db, gap, cancellationToken);
        if (gap.ToAt is { } over && gap.CertifiedAt is null && channel.LastPolledAt >= over)
        {
            gap.CertifiedAt = clock.GetUtcNow();
        }
    }

    // What was found is settled with the certificate; what is outstanding goes down until nothing is.
    private static async Task CountAsync(PortalDbContext db, ChannelGapRow gap, CancellationToken cancellationToken)
    {
        var until = gap.CertifiedAt ?? DateTimeOffset.MaxValue;
        var within = db.InboundEvents.Where(e => e.ChannelId == gap.ChannelId && e.Id > gap.FromEventId && e.ReceivedAt <= until);
        if (gap.CertifiedAt is null)
        {
            gap.FoundByPolling = await within
                .Where(e => e.Topic == Topics.OrderPolled
                    && !db.InboundEvents.Any(w => w.ChannelId == e.ChannelId && w.SubjectId == e.SubjectId && w.Id > gap.FromEventId
                        && w.Topic != Topics.OrderPolled && w.Status != InboundStatus.Rejected))
                .Select(e => e.SubjectId).Distinct().CountAsync(cancellationToken);
        }
        gap.Outstanding = await GapEvents.OfOrders(db, within).Where(e => e.Status == InboundStatus.Pending || e.Status == InboundStatus.Dead)
            .Select(e => e.SubjectId).Distinct().CountAsync(cancellationToken);
    }
}
