using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Reconciliation;

/// <summary>What became of differences that a person resolved.</summary>
/// <param name="Left">Not certain, resolved already, or the listing moved since it was read: the next comparison looks again.</param>
public sealed record DriftResolved(int Overwritten, int Adopted, int Left);

/// <summary>Differences as a person resolves them, listing by listing.</summary>
public sealed class DiscrepancyStore(CommandGate gate, PortalDatabase database, DriftWriter writer, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Differences of one operation: what a person can look through.</summary>
    public const int MaxAtOnce = 200;

    /// <summary>
    /// Writes our number over theirs, or takes theirs into the ledger as an adjustment by this person. Only what two reads agree on is
    /// acted upon, and only where nothing moved since. Refusals: <c>forbidden</c> (adopting needs the right to adjust stock),
    /// <c>validation_failed</c>. A crash after adopting leaves the difference standing; the same again does not book it twice.
    /// </summary>
    public async Task<CommandAnswer<DriftResolved>> ResolveAsync(
        CommandContext context, string channelKey, IReadOnlyCollection<long> ids, DriftPolicy policy, CancellationToken cancellationToken)
    {
        List<Comparison> compared = [];
        var begun = await gate.RunAsync<string>(
            context,
            new Deed(policy == DriftPolicy.Adopt ? Permissions.StockAdjust : Permissions.SyncControl, $"{ids.Count} differences of {channelKey}", channelKey),
            async (db, note, token) =>
            {
                if (policy == DriftPolicy.Report || ids.Count is 0 or > MaxAtOnce)
                {
                    return Refusal.Field("ids", $"1 to {MaxAtOnce} differences to overwrite or to adopt are expected.");
                }
                compared = await CompareAsync(db, channelKey, ids, policy, token);
                note.After = $"{policy}: {compared.Count} of {ids.Count} certain";
                return channelKey;
            },
            cancellationToken);
        if (begun is CommandAnswer<string>.Refused refused)
        {
            return refused.Refusal;
        }
        var written = compared.Count == 0 ? default : await writer.WriteAsync(channelKey, compared, context.Caller, CancellationToken.None);
        await SettleAsync(channelKey);
        return new DriftResolved(written.Overwritten, written.Adopted, ids.Count - written.Overwritten - written.Adopted);
    }

    private async Task<List<Comparison>> CompareAsync(
        PortalDbContext db, string channelKey, IReadOnlyCollection<long> ids, DriftPolicy policy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await (
            from d in db.Discrepancies.AsNoTracking()
            join l in db.Listings.AsNoTracking() on d.ListingId equals l.Id
            where ids.Contains(d.Id) && d.ResolvedAt == null && d.ConfirmedAt != null && db.Channels.Any(c => c.Id == d.ChannelId && c.Key == channelKey)
            select new { Difference = d, Listing = l }).ToListAsync(cancellationToken);

        // A sale, a write or another look since the second read may have changed what the channel shows: such a difference is none any more.
        return [.. found
            .Where(f => f.Listing.Observed == f.Difference.Observed && !(f.Listing.ConfirmedAt > f.Difference.ConfirmedAt))
            .Select(f => (f.Difference, State: ListingState.Of(f.Listing, now)))
            .Where(f => f.State is { IsSettled: true, Shown: not null } && f.State.Shown == f.Difference.Expected && !(f.State.LastSaleAt >= f.Difference.ConfirmedAt))
            .Select(f => new Comparison(
                f.State, new Observation(f.Difference.Observed, f.Difference.ConfirmedAt!.Value), f.Difference,
                new DriftDecision.Drift(f.Difference.Observed, f.State.Shown!.Value, policy)))];
    }

    private async Task SettleAsync(string channelKey)
    {
        var channelId = await database.WriteAsync(
            async (db, token) =>
            {
                var id = await db.Channels.Where(c => c.Key == channelKey).Select(c => c.Id).FirstOrDefaultAsync(token);
                if (!await db.Listings.AnyAsync(l => l.ChannelId == id && l.IsDrifted, token))
                {
                    await AlertWriter.ResolveAsync(db, AlertKind.Drift, channelKey, clock.GetUtcNow(), token);
                }
                return id;
            },
            CancellationToken.None);
        signals.Publish(CommitNote.Of(CommitTopics.Listings | CommitTopics.Alerts, channelId));
    }
}
