using InventoryPortal.Domain.Orders;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>What taking in an order came to. A closed set.</summary>
public abstract record OrderVerdict
{
    /// <summary>Why an event changed nothing that came after a newer state of its order.</summary>
    public const string OlderReason = "Older than what is on record.";

    private OrderVerdict() { }

    /// <summary>Taken in. <paramref name="Movements"/> may be 0 when nothing about stock changed.</summary>
    /// <param name="Unmatched">Lines kept because their listing has no product yet.</param>
    public sealed record Taken(int Movements, int Unmatched) : OrderVerdict;

    /// <summary>Nothing to do; the reason is a sentence.</summary>
    public sealed record Unchanged(string Reason) : OrderVerdict;

    /// <summary>As new as what is on record and different: read the order and come again with <c>readNow</c>.</summary>
    public sealed record ReadAgain : OrderVerdict;
}

/// <summary>Channels' orders. Each method is one atomic operation; what the channel did is a fact and never refused.</summary>
public sealed class OrderStore
{
    /// <summary>Waiting lines taken up per transaction.</summary>
    private const int WaitingChunk = 200;

    private readonly LedgerWriter _writer;
    private readonly PortalDatabase _database;

    internal OrderStore(LedgerWriter writer, PortalDatabase database)
    {
        _writer = writer;
        _database = database;
    }

    /// <summary>
    /// Takes in the whole state of one order: movements, levels, listings due and the inbox row's end in one transaction.
    /// </summary>
    /// <param name="readNow">The snapshot was read from the channel just now.</param>
    /// <param name="eventId">Inbox row that ends with this, if any; it stays pending on <see cref="OrderVerdict.ReadAgain"/>.</param>
    public Task<OrderVerdict> TakeAsync(long channelId, OrderSnapshot snapshot, bool readNow, long? eventId, CancellationToken cancellationToken) =>
        _writer.RunAsync(new OrderWork(channelId, snapshot, readNow, eventId), cancellationToken);

    /// <summary>
    /// Applies lines that waited for a product: those of listings that have one now. Lines older than the product's last
    /// count are left for a person. Returns how many lines were looked at.
    /// </summary>
    /// <param name="listingIds">Only these listings; null for all (the safety net).</param>
    public async Task<int> ApplyWaitingAsync(IReadOnlyCollection<long>? listingIds, CancellationToken cancellationToken)
    {
        var looked = 0;
        long after = 0;
        for (var found = WaitingChunk; found == WaitingChunk;)
        {
            var from = after;
            var waiting = await _database.ReadAsync((db, token) => WaitingAsync(db, listingIds, from, token), cancellationToken);
            found = waiting.Count;
            if (found > 0)
            {
                after = waiting[^1].LineId;
                var works = waiting.Select(w => new WaitingLineWork(w.LineId, w.ListingId, w.ProductId)).ToList();
                await _writer.SubmitAsync(works, cancellationToken);
                await Task.WhenAll(works.Select(w => w.Result)).WaitAsync(cancellationToken);
            }
            looked += found;
        }
        return looked;
    }

    private static Task<List<Waiting>> WaitingAsync(
        PortalDbContext db, IReadOnlyCollection<long>? listingIds, long after, CancellationToken cancellationToken)
    {
        var query =
            from line in db.OrderLines
            where line.State == OrderLineState.Unmatched && line.ExternalId != null && line.Id > after
            join listing in db.Listings
                on new { line.ChannelId, ExternalId = line.ExternalId! } equals new { listing.ChannelId, listing.ExternalId }
            where listing.ProductId != null
            select new { Line = line, Listing = listing };
        if (listingIds is not null)
        {
            query = query.Where(x => listingIds.Contains(x.Listing.Id));
        }
        return query.OrderBy(x => x.Line.Id).Take(WaitingChunk)
            .Select(x => new Waiting(x.Line.Id, x.Listing.Id, x.Listing.ProductId!.Value)).ToListAsync(cancellationToken);
    }

    private sealed record Waiting(long LineId, long ListingId, long ProductId);
}
