using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Stops and starts channels. Each method is one atomic operation; a second time it changes nothing and answers the same.</summary>
public sealed class ChannelControlStore(CommandGate gate, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Stops writing to a channel; its listings keep their share. A channel held by the guard stays held: <c>channel_held</c> (409).</summary>
    public Task<CommandAnswer<ChannelView>> PauseAsync(CommandContext context, string key, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            context,
            new Deed(Permissions.SyncControl, key, key),
            reason,
            (_, row, _) =>
            {
                if (row.State == ChannelState.Error)
                {
                    return Task.FromResult<Refusal?>(Held(key));
                }
                if (row.State != ChannelState.Paused)
                {
                    row.State = ChannelState.Paused;
                    row.StateReason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
                }
                return Task.FromResult<Refusal?>(null);
            },
            cancellationToken);

    /// <summary>Writes to a channel again and makes everything it has not confirmed due.</summary>
    public Task<CommandAnswer<ChannelView>> ResumeAsync(CommandContext context, string key, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            context,
            new Deed(Permissions.SyncControl, key, key),
            reason,
            async (db, row, token) =>
            {
                if (row.State == ChannelState.Error)
                {
                    return Held(key);
                }
                if (row.State != ChannelState.Active)
                {
                    (row.State, row.StateReason) = (ChannelState.Active, null);
                    await ChannelHold.ReleaseAsync(db, row, clock.GetUtcNow(), token);
                    await MakeDueAsync(db, row.Id, clock.GetUtcNow(), token);
                }
                return null;
            },
            cancellationToken);

    /// <summary>Accepts what the first link or the bulk guard holds back: it goes out now.</summary>
    public Task<CommandAnswer<ChannelView>> ApproveAsync(CommandContext context, string key, CancellationToken cancellationToken) =>
        ChangeAsync(
            context,
            new Deed(Permissions.ChannelsApprove, key, key),
            reason: null,
            async (db, row, token) =>
            {
                await db.Listings.Where(l => l.ChannelId == row.Id && l.AwaitsApproval)
                    .ExecuteUpdateAsync(set => set.SetProperty(l => l.AwaitsApproval, false), token);
                if (row.State == ChannelState.Error)
                {
                    (row.State, row.StateReason) = (ChannelState.Active, null);
                }
                await AlertWriter.ResolveAsync(db, AlertKind.BulkChangeHeld, row.Key, clock.GetUtcNow(), token);
                await MakeDueAsync(db, row.Id, clock.GetUtcNow(), token);
                return null;
            },
            cancellationToken);

    private async Task<CommandAnswer<ChannelView>> ChangeAsync(
        CommandContext context,
        Deed deed,
        string? reason,
        Func<PortalDbContext, ChannelRow, CancellationToken, Task<Refusal?>> change,
        CancellationToken cancellationToken)
    {
        if (reason?.Length > Lengths.Reason)
        {
            return Refusal.Field("reason", $"At most {Lengths.Reason} characters are expected.");
        }
        long id = 0;
        var answer = await gate.RunAsync<ChannelView>(
            context,
            deed,
            async (db, note, token) =>
            {
                if (await db.Channels.SingleOrDefaultAsync(c => c.Key == deed.ChannelKey, token) is not { } row)
                {
                    return ChannelSettings.NotFound(deed.Subject);
                }
                var before = new { row.State, row.StateReason };
                if (await change(db, row, token) is { } refusal)
                {
                    return refusal;
                }
                if (db.Entry(row).State == EntityState.Modified)
                {
                    row.Version++;
                }
                id = row.Id;
                note.Changed(before, new { row.State, row.StateReason, reason });
                return ChannelView.Of(row);
            },
            cancellationToken);
        if (answer is CommandAnswer<ChannelView>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Channels | CommitTopics.Listings | CommitTopics.Alerts, id));
        }
        return answer;
    }

    /// <summary>Makes everything due that a channel has not confirmed, inside the caller's transaction.</summary>
    internal static Task<int> MakeDueAsync(PortalDbContext db, long channelId, DateTimeOffset? now, CancellationToken cancellationToken) =>
        db.Listings
            .Where(l => l.ChannelId == channelId && l.ProductId != null && l.Desired != null)
            .Where(l => l.DesiredRevision > l.ConfirmedRevision && !l.IsDead && !l.AwaitsApproval)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.DueAt, now), cancellationToken);

    private static Refusal Held(string key) =>
        new(RefusalKind.Conflict, "channel_held", $"Channel {key} is held by the portal; approve or correct what holds it first.");
}
