using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>One product's movements of a time, ready to be replayed.</summary>
/// <param name="Available">What was available before the first of them.</param>
/// <param name="Listings">Its listings as they are now, with their channels.</param>
public sealed record ProductHistory(
    long ProductId, string Sku, int Available, int Buffer, IReadOnlyList<(long ChannelId, AllocationInput Rules)> Listings, IReadOnlyList<ReplayEvent> Events)
{
    /// <summary>Replays it under other rules.</summary>
    public ReplayTally Replay(ReplayProposal proposal, IReadOnlyDictionary<long, ChannelLags> lags) =>
        new ProductReplay(
            Available,
            proposal.Buffer ?? Buffer,
            [.. Listings.Select(l => new ReplayListing(
                proposal.Of(l.Rules, l.ChannelId), TimeSpan.FromSeconds(lags.GetValueOrDefault(l.ChannelId, ChannelLags.Promised).Out)))])
            .Run(Events);
}

/// <summary>Reads movements back as events: what sold where and when, and how late the ledger heard of it.</summary>
public sealed class ReplayQueries(PortalDatabase database)
{
    /// <summary>Products read at once: some thousand movements each still fit in memory many times.</summary>
    public const int AtOnce = 100;

    /// <summary>Movements of one product that are replayed; a hot one of millions is cut to its newest.</summary>
    private const int MostOfAProduct = 1_000_000;

    /// <summary>The next products that have a linked listing, in the order of their ids.</summary>
    /// <param name="skus">Only these, normalised; null for all.</param>
    public Task<List<long>> ProductsAsync(long after, IReadOnlyList<string>? skus, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Products
                .Where(p => p.Id > after && (skus == null || skus.Contains(p.SkuNormalised))
                    && db.Listings.Any(l => l.ProductId == p.Id && l.LinkState == LinkState.Linked))
                .OrderBy(p => p.Id).Take(AtOnce).Select(p => p.Id).ToListAsync(token),
            cancellationToken);

    /// <summary>Movements recorded since an instant, for a progress bar.</summary>
    public Task<int> CountAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Movements.CountAsync(m => m.RecordedAt >= from, token), cancellationToken);

    /// <summary>The histories of some products; one without movements is left out.</summary>
    public Task<List<ProductHistory>> LoadAsync(IReadOnlyList<long> productIds, DateTimeOffset from, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var products = await db.Products.Where(p => productIds.Contains(p.Id)).ToListAsync(token);
                var listings = (await db.Listings.Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value)).OrderBy(l => l.Id).ToListAsync(token))
                    .ToLookup(l => l.ProductId!.Value);
                var channels = await db.Channels.ToDictionaryAsync(c => c.Id, token);
                var histories = new List<ProductHistory>(products.Count);
                foreach (var product in products)
                {
                    List<ListingRow> own = [.. listings[product.Id]];
                    if (await ReadAsync(db, product.Id, from, token) is { Count: > 0 } moves)
                    {
                        histories.Add(History(product, own, channels, moves));
                    }
                }
                return histories;
            },
            cancellationToken);

    private static Task<List<Move>> ReadAsync(PortalDbContext db, long productId, DateTimeOffset from, CancellationToken cancellationToken) =>
        db.Movements.Where(m => m.ProductId == productId && m.RecordedAt >= from).OrderBy(m => m.Id).Take(MostOfAProduct)
            .Select(m => new Move(
                m.ChannelId, m.CauseType == OrderWork.CauseType, m.ReservedDelta - m.Delta, m.OnHandAfter - m.ReservedAfter, m.OccurredAt, m.RecordedAt))
            .ToListAsync(cancellationToken);

    // A movement names its channel; of several listings of one product at one channel the oldest stands for all.
    private static ProductHistory History(ProductRow product, List<ListingRow> listings, Dictionary<long, ChannelRow> channels, List<Move> moves)
    {
        // By the merchant's rules, whatever turn they have taken for the moment.
        product.FlashSince = null;
        var rules = Reallocation.Inputs(product, listings, channels);
        var byChannel = new Dictionary<long, int>();
        for (var i = 0; i < listings.Count; i++)
        {
            byChannel.TryAdd(listings[i].ChannelId, i);
        }
        var events = moves.Where(m => m.Taken != 0).Select(m => Event(m, byChannel)).ToList();

        // What was heard of late happened earlier.
        events.Sort((a, b) => a.At.CompareTo(b.At));
        return new ProductHistory(
            product.Id, product.Sku, moves[0].AvailableAfter + moves[0].Taken, product.Buffer, [.. listings.Select((l, i) => (l.ChannelId, rules[i]))], events);
    }

    private static ReplayEvent Event(in Move move, Dictionary<long, int> byChannel)
    {
        if (!move.IsOrder || move.ChannelId is not { } channel || !byChannel.TryGetValue(channel, out var listing))
        {
            return new ReplayEvent(move.RecordedAt, ReplayKind.Direct, -1, -move.Taken, TimeSpan.Zero);
        }
        var lag = LagQueries.Bounded(move.RecordedAt - move.OccurredAt);
        return new ReplayEvent(
            move.RecordedAt - lag, move.Taken > 0 ? ReplayKind.Demand : ReplayKind.GivenBack, listing, Math.Abs(move.Taken), lag);
    }

    private readonly record struct Move(
        long? ChannelId, bool IsOrder, int Taken, int AvailableAfter, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt);
}
