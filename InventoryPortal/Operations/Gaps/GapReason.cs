using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Gaps;

/// <summary>What was the matter during a gap, by the traces it left; a code of the catalogue of causes.</summary>
internal static class GapReason
{
    /// <summary>The portal makes a call to some channel far more often than this; without any for so long it did not run.</summary>
    private static readonly TimeSpan NoLife = TimeSpan.FromMinutes(10);

    /// <summary>The first that holds, the more certain before the less; that the channel is silent where none does.</summary>
    /// <param name="startedAt">When this process began.</param>
    public static async Task<string> FindAsync(PortalDbContext db, ChannelGapRow gap, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var channel = await db.Channels.AsNoTracking().SingleAsync(c => c.Id == gap.ChannelId, cancellationToken);
        if (await WasDownAsync(db, gap, startedAt, cancellationToken))
        {
            return CauseCodes.PortalDown;
        }
        if (channel.State == ChannelState.NeedsReauth)
        {
            return CauseCodes.ChannelSignIn;
        }
        if (await db.Alerts.AnyAsync(a => a.Kind == AlertKind.WebhookDisabled && a.ChannelId == gap.ChannelId && (a.LastAt >= gap.FromAt || a.OpenKey != null), cancellationToken))
        {
            return CauseCodes.WebhookDisabled;
        }
        // A channel whose last call failed is not reached at all.
        if (await db.SyncAttempts.Where(a => a.ChannelId == gap.ChannelId).OrderByDescending(a => a.Id).Select(a => new { a.StartedAt, a.Error }).FirstOrDefaultAsync(cancellationToken)
            is { Error: { } error, StartedAt: var at } && at >= gap.FromAt)
        {
            return CauseRule.OfReason(error, GivenUp.Nothing, channel.Key).Code is var code && code != CauseCodes.Unknown ? code : CauseCodes.ChannelFails;
        }
        if (await db.InboundEvents.AnyAsync(e => e.ChannelId == gap.ChannelId && e.Id > gap.FromEventId && e.Status == InboundStatus.Rejected, cancellationToken))
        {
            return TimeSpan.FromMilliseconds(channel.ClockAheadMs).Duration() > ChannelWatch.ClocksMayDiffer ? CauseCodes.WebhookClock : CauseCodes.WebhookForged;
        }
        return CauseCodes.ChannelSilent;
    }

    private static async Task<bool> WasDownAsync(PortalDbContext db, ChannelGapRow gap, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        if (startedAt <= gap.FromAt)
        {
            return false;
        }
        var lastCall = await db.SyncAttempts.Where(a => a.StartedAt < startedAt).MaxAsync(a => (DateTimeOffset?)a.StartedAt, cancellationToken);
        var lastSign = lastCall > gap.FromAt ? lastCall.Value : gap.FromAt;
        return startedAt - lastSign > NoLife;
    }
}
