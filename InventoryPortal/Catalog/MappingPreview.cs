using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Shows what rules would do before they are saved: the same function as the ledger's, on what is read, writing nothing.</summary>
public sealed class MappingPreview(PortalDatabase database)
{
    /// <summary>Products read at once: enough that a hundred thousand take seconds, few enough to be counted and stopped on the way.</summary>
    private const int Chunk = 1000;

    /// <summary>Every listing that an edit of one listing concerns, the products that it leaves and joins included.</summary>
    public Task<IReadOnlyList<PreviewedListing>> OfListingAsync(ListingKey key, ListingEdit edit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PreviewedListing>>(
            async (db, token) =>
            {
                var proposal = new RuleProposal.OneListing(key, edit);
                return [.. (await TryAsync(db, proposal, await ChannelsAsync(db, proposal, token), after: 0, token)).Divide()];
            },
            cancellationToken);

    /// <summary>
    /// Counts what a proposal would do to all products that it concerns. Each chunk is read by itself: sales made meanwhile may be in one
    /// and not in another.
    /// </summary>
    /// <param name="progress">Gets products looked at and products in all.</param>
    public Task<RuleDifference> CountAsync(RuleProposal proposal, Action<int, int>? progress, CancellationToken cancellationToken) =>
        // Away from the caller's circuit: an embedded database answers in the calling thread, and the page has a button that stops this.
        Task.Run(
            async () =>
            {
                var (channels, all) = await database.ReadAsync(
                    async (db, token) => (await ChannelsAsync(db, proposal, token), await proposal.Products(db).CountAsync(token)), cancellationToken);
                var tally = new DifferenceTally();
                var done = 0;
                for (long? after = 0; after is { } from;)
                {
                    var trial = await database.ReadAsync((db, token) => TryAsync(db, proposal, channels, from, token), cancellationToken);
                    foreach (var line in trial.Divide())
                    {
                        tally.Add(line);
                    }
                    after = trial.Products.Count < Chunk ? null : trial.Products[^1].Id;
                    done += trial.Products.Count;
                    progress?.Invoke(done, Math.Max(done, all));
                }
                return tally.Sum(done, channels.Values);
            },
            cancellationToken);

    /// <summary>What a channel's customers would see change if it were sent now what it is to show.</summary>
    /// <param name="awaiting">Only what waits for a person's approval; else everything, as when it leaves the shadow.</param>
    public Task<RuleDifference> OfSendingAsync(string channelKey, bool awaiting, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                var channel = await database.ReadAsync((db, token) => db.Channels.Where(c => c.Key == channelKey).ToListAsync(token), cancellationToken);
                var tally = new DifferenceTally();
                for (long? after = channel.Count == 0 ? null : 0; after is { } from;)
                {
                    var rows = await database.ReadAsync((db, token) => ShadowEnd.Shown(db, channel[0].Id).Where(l => l.Id > from && (!awaiting || l.AwaitsApproval))
                        .Take(Chunk).Join(db.Products, l => l.ProductId, p => p.Id, (l, p) => new { Listing = l, p.Sku }).ToListAsync(token), cancellationToken);
                    foreach (var row in rows)
                    {
                        var l = row.Listing;
                        tally.Add(new PreviewedListing(channelKey, l.ExternalId, l.Title, row.Sku, l.Shown, l.Desired, l.Shown, default));
                    }
                    after = rows.Count < Chunk ? null : rows.Max(r => r.Listing.Id);
                }
                return tally.Sum(tally.Count, channel);
            },
            cancellationToken);

    private static async Task<RuleTrial> TryAsync(
        PortalDbContext db, RuleProposal proposal, IReadOnlyDictionary<long, ChannelRow> channels, long after, CancellationToken cancellationToken)
    {
        var trial = await RuleTrial.ReadAsync(db, proposal.Products(db).Where(p => p.Id > after).OrderBy(p => p.Id).Take(Chunk), channels, cancellationToken);
        await proposal.ProposeAsync(db, trial, cancellationToken);
        return trial;
    }

    private static async Task<IReadOnlyDictionary<long, ChannelRow>> ChannelsAsync(PortalDbContext db, RuleProposal proposal, CancellationToken cancellationToken)
    {
        var channels = await db.Channels.ToDictionaryAsync(c => c.Id, cancellationToken);
        foreach (var channel in channels.Values)
        {
            proposal.Propose(channel);
        }
        return channels;
    }
}
