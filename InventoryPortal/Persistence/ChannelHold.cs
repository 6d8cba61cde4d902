using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>Takes a channel out of service inside the transaction that found the reason, and ends it.</summary>
public static class ChannelHold
{
    /// <summary>
    /// The channel refused its credential: no more calls until a person enters a new one; raises the alert once. A refusal of
    /// what the channel had before it was edited is no news: the next call shows whether the present credential is good. Returns
    /// whether it was news.
    /// </summary>
    public static async Task<bool> NeedsReauthAsync(
        PortalDbContext db, ChannelConnection called, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var channel = await db.Channels.SingleAsync(c => c.Id == called.ChannelId, cancellationToken);
        if (!TakeOut(channel, called, reason))
        {
            return false;
        }
        await AlertWriter.RaiseAsync(db, AlertKind.CredentialRefused, channel.Key, $"{channel.Name} refused its credential: {reason}", null, channel.Id, now, cancellationToken);
        return true;
    }

    /// <summary>What a refused credential does to the channel's row; false when it is no news. Pure.</summary>
    public static bool TakeOut(ChannelRow channel, ChannelConnection called, string reason)
    {
        if (channel.Version != called.Version)
        {
            return false;
        }
        if (channel.State is ChannelState.Active or ChannelState.Error)
        {
            channel.State = ChannelState.NeedsReauth;
            channel.StateReason = reason.Length > Lengths.Error ? reason[..Lengths.Error] : reason;
            channel.Version++;
        }
        return true;
    }

    /// <summary>
    /// A person gave the channel a credential again: the incident ends, and events that waited for it are handled at once instead
    /// of at their next turn. The state itself is the caller's. Returns whether an incident ended.
    /// </summary>
    public static async Task<bool> ReleaseAsync(PortalDbContext db, ChannelRow channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.InboundEvents.Where(e => e.ChannelId == channel.Id && e.Status == InboundStatus.Pending && e.NextAttemptAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(e => e.NextAttemptAt, (DateTimeOffset?)now), cancellationToken);
        return await AlertWriter.ResolveAsync(db, AlertKind.CredentialRefused, channel.Key, now, cancellationToken) > 0;
    }
}
