using System.Text.Json.Serialization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>What one listing's match came to.</summary>
/// <param name="Sku">The product it is, or would be, linked to.</param>
/// <param name="Reason">See <see cref="ListingMatch"/>.</param>
/// <param name="MatchedAs">The barcode or SKU as it was compared; null where that is how the channel writes it, or there is none.</param>
public sealed record AutoMapItem(
    string ExternalId,
    string? ExternalSku,
    string? Title,
    MatchVerdict Result,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sku,
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MatchedAs = null);

/// <summary>What one run did or, dry, would do.</summary>
/// <param name="Items">The first <see cref="AutoMap.MaxItems"/> of them, in the order in which the listings came.</param>
public sealed record AutoMapResult(bool DryRun, int Linked, int Ambiguous, int Unmatched, IReadOnlyList<AutoMapItem> Items);

/// <summary>Links the listings of a channel whose product is certain; see <see cref="ListingMatching"/>.</summary>
public sealed class AutoMap(
    PortalDatabase database, CommandGate gate, AnswerStore answers, RightsLookup rights, AutoMapReading reading, OrderStore orders, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Listings that one answer names: a person reads no more, and the answer stays within a few megabytes.</summary>
    public const int MaxItems = 5000;

    /// <summary>
    /// Runs once. Links go through in chunks of products, a transaction each; a crash in between leaves whole chunks, and
    /// running again does the rest. The lanes are woken at the end, so that the first fill goes out in full batches.
    /// </summary>
    public async Task<CommandAnswer<AutoMapResult>> RunAsync(CommandContext context, string channelKey, bool dryRun, CancellationToken cancellationToken)
    {
        if (await answers.FindAsync<AutoMapResult>(context.Request, cancellationToken) is { } before)
        {
            return before;
        }
        var held = await rights.FindAsync(context.Caller, cancellationToken);
        if (held?.Allows(Permissions.ListingsEdit, channelKey) != true)
        {
            return Refusal.Forbidden(Permissions.ListingsEdit, held, channelKey);
        }
        if (await reading.ReadAsync(channelKey, cancellationToken) is not { } read)
        {
            return ChannelSettings.NotFound(channelKey);
        }
        var matches = Matches(read);
        var linked = matches.Where(m => m.Verdict == MatchVerdict.Linked).ToList();
        if (!dryRun)
        {
            var inner = context with { Request = null };
            var done = await LinkAsync(inner, channelKey, linked, cancellationToken);
            if (done is CommandAnswer<List<long>>.Refused refused)
            {
                return refused.Refusal;
            }
            await MarkAsync(read, matches, cancellationToken);
            var ids = ((CommandAnswer<List<long>>.Done)done).Value.ToHashSet();
            linked = [.. linked.Where(m => ids.Contains(m.ListingId))];
            matches = [.. matches.Where(m => m.Verdict != MatchVerdict.Linked || ids.Contains(m.ListingId))];
            signals.Publish(CommitNote.Of(CommitTopics.Channels | CommitTopics.Listings));
            // The links are made: a caller who goes away must not keep the waiting sales from being counted.
            await orders.ApplyWaitingAsync(ids, CancellationToken.None);
        }
        return await answers.RememberAsync(context.Request, Result(dryRun, read, matches, linked.Count), cancellationToken);
    }

    /// <summary>Every listing without a product, in the order in which they came.</summary>
    private static IReadOnlyList<ListingMatch> Matches(AutoMapRead read)
    {
        var own = ListingMatching.Match(read.Candidates, read.Products);
        var byId = own.Where(m => m.ProductId is not null).ToDictionary(m => m.ListingId, m => m.ProductId);
        var byName = read.Listings.Values.ToDictionary(l => l.ExternalId, StringComparer.Ordinal);
        var pooled = read.Listings.Values.Where(l => l is { ProductId: null, Keeper: not null }).Select(l =>
            byName.GetValueOrDefault(l.Keeper!) is { } keeper && (keeper.ProductId ?? byId.GetValueOrDefault(keeper.Id)) is { } product
                ? new ListingMatch(l.Id, MatchVerdict.Linked, product, ListingMatch.Pooled)
                : new ListingMatch(l.Id, MatchVerdict.Unmatched, null, ListingMatch.Pooled));
        return [.. own.Concat(pooled).OrderBy(m => m.ListingId)];
    }

    private async Task<CommandAnswer<List<long>>> LinkAsync(
        CommandContext context, string channelKey, List<ListingMatch> matches, CancellationToken cancellationToken)
    {
        var done = new List<long>();
        foreach (var chunk in matches.OrderBy(m => m.ProductId).Chunk(Reallocation.ChunkSize))
        {
            var answer = await gate.RunAsync<List<long>>(
                context,
                new Deed(Permissions.ListingsEdit, $"{channelKey}: {chunk.Length} listings matched", channelKey),
                (db, note, token) => ChunkAsync(db, note, channelKey, chunk, token),
                cancellationToken);
            if (answer is not CommandAnswer<List<long>>.Done linked)
            {
                return answer;
            }
            done.AddRange(linked.Value);
        }
        return done;
    }

    private async Task<CommandAnswer<List<long>>> ChunkAsync(
        PortalDbContext db, ActivityNote note, string channelKey, ListingMatch[] chunk, CancellationToken cancellationToken)
    {
        var products = chunk.Select(m => m.ProductId!.Value).Order().ToList();
        await db.Dialect.LockProductsAsync(db, products, cancellationToken);
        var channel = await db.Channels.AsNoTracking().SingleAsync(c => c.Key == channelKey, cancellationToken);
        var wanted = chunk.ToDictionary(m => m.ListingId, m => m.ProductId!.Value);
        var ids = wanted.Keys.ToList();

        // Somebody may have linked one by hand since the read: what a person did stays.
        var rows = await db.Listings.Where(l => ids.Contains(l.Id) && l.ProductId == null).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            if (PairedId.KeeperOf(row.ExternalId, row.StockState) is not null)
            {
                StockPools.Follow(row, wanted[row.Id]);
                continue;
            }
            ListingRules.Link(row, wanted[row.Id], channel);
            row.Version++;
        }
        await db.SaveChangesAsync(cancellationToken);
        await Reallocation.ApplyAsync(db, products, clock.GetUtcNow(), cancellationToken);
        note.After = string.Join(", ", rows.Select(r => r.ExternalId));
        return rows.Select(r => r.Id).ToList();
    }

    /// <summary>Keeps with each listing whether a person must decide, for the list of ambiguous ones.</summary>
    private async Task MarkAsync(AutoMapRead read, IReadOnlyList<ListingMatch> matches, CancellationToken cancellationToken)
    {
        var changed = matches
            .Where(m => m.Verdict != MatchVerdict.Linked)
            .Select(m => (m.ListingId, State: m.Verdict == MatchVerdict.Ambiguous ? LinkState.Ambiguous : LinkState.Unlinked))
            .Where(m => read.Listings[m.ListingId].LinkState != m.State);
        foreach (var group in changed.GroupBy(m => m.State, m => m.ListingId))
        {
            foreach (var ids in group.Chunk(Reallocation.ChunkSize))
            {
                await database.WriteAsync(
                    (db, token) => db.Listings.Where(l => ids.Contains(l.Id) && l.ProductId == null)
                        .ExecuteUpdateAsync(set => set.SetProperty(l => l.LinkState, group.Key), token),
                    cancellationToken);
            }
        }
    }

    // People see why two spellings are one: "tee‑m " and "TEE-M".
    private static string? MatchedAs(MatchedListing listing, ListingMatch match)
    {
        var (written, compared) = match.Reason is "barcode" or "duplicateBarcode" or "contradiction"
            ? (listing.Barcode, Sku.Normalise(listing.Barcode))
            : (listing.ExternalSku, listing.ExternalSkuNormalised);
        return string.IsNullOrEmpty(compared) || compared == written ? null : compared;
    }

    private static AutoMapResult Result(bool dryRun, AutoMapRead read, IReadOnlyList<ListingMatch> matches, int linked)
    {
        var skus = read.Skus;
        var items = matches.Take(MaxItems).Select(m =>
        {
            var listing = read.Listings[m.ListingId];
            return new AutoMapItem(listing.ExternalId, listing.ExternalSku, listing.Title, m.Verdict, m.ProductId is { } id ? skus[id] : null, m.Reason, MatchedAs(listing, m));
        });
        return new AutoMapResult(
            dryRun,
            linked,
            matches.Count(m => m.Verdict == MatchVerdict.Ambiguous),
            matches.Count(m => m.Verdict == MatchVerdict.Unmatched),
            [.. items]);
    }
}
