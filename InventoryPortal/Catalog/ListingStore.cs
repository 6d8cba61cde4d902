using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Links listings to products and keeps their rules.</summary>
public sealed class ListingStore(CommandGate gate, OrderStore orders, CommitSignals signals, TimeProvider clock)
{
    /// <summary>
    /// Edits one listing: mapping, rules, new division of the units of every product touched, in one transaction. Order lines
    /// that waited for a product are applied after it. Refusals beside the common ones: <c>listing_not_found</c> and
    /// <c>unknown_sku</c> (404), <c>version_conflict</c> (412).
    /// </summary>
    /// <param name="context">Who, and under which key.</param>
    /// <param name="channelKey">The channel.</param>
    /// <param name="externalId">The channel's own id.</param>
    /// <param name="edit">Members left out stay; a null SKU unlinks.</param>
    /// <param name="version">The version edited; null when the last write is to win.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public async Task<CommandAnswer<ListingView>> UpdateAsync(
        CommandContext context, string channelKey, string externalId, ListingEdit edit, long? version, CancellationToken cancellationToken)
    {
        var outcome = new Outcome();
        var answer = await gate.RunAsync<ListingView>(
            context,
            new Deed(Permissions.ListingsEdit, $"{channelKey} {externalId}", channelKey),
            async (db, note, token) =>
            {
                outcome = new Outcome();
                if (await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.Key == channelKey, token) is not { } channel)
                {
                    return ChannelSettings.NotFound(channelKey);
                }
                var (target, refusal) = await TargetAsync(db, edit, token);
                if (refusal is not null)
                {
                    return refusal;
                }
                return await LockAsync(db, channel.Id, externalId, target?.Id, token) is { } row
                    ? await EditAsync(db, note, row, channel, target, edit, version, outcome, token)
                    : ListingQueries.NotFound(channelKey, externalId);
            },
            cancellationToken);
        if (answer is CommandAnswer<ListingView>.Done)
        {
            signals.Publish(CommitNote.Of(CommitTopics.Listings | CommitTopics.Channels, [.. outcome.Channels]));
            if (outcome.Linked.Count > 0)
            {
                // The link is made: a caller who goes away must not keep the waiting sales from being counted.
                await orders.ApplyWaitingAsync(outcome.Linked, CancellationToken.None);
            }
        }
        return answer;
    }

    private async Task<CommandAnswer<ListingView>> EditAsync(
        PortalDbContext db,
        ActivityNote note,
        ListingRow row,
        ChannelRow channel,
        ProductRow? target,
        ListingEdit edit,
        long? version,
        Outcome outcome,
        CancellationToken cancellationToken)
    {
        var before = await ViewAsync(db, row, channel, cancellationToken);
        if (version is not null && version != row.Version)
        {
            return ProductStore.VersionConflict(before);
        }
        if (ListingRules.Check(edit, row) is { } refusal)
        {
            return refusal;
        }
        var products = new SortedSet<long>();
        Add(products, row.ProductId);
        ListingRules.Apply(edit, row);
        if (edit.Sku.IsSet && target?.Id != row.ProductId)
        {
            var product = row.ProductId;
            Relink(row, target, channel, outcome);
            outcome.Linked.AddRange(await StockPools.FollowAsync(db, row, product, cancellationToken));
        }
        Add(products, row.ProductId);
        if (db.Entry(row).State == EntityState.Modified)
        {
            row.Version++;
            await db.SaveChangesAsync(cancellationToken);
            outcome.Channels.UnionWith(await Reallocation.ApplyAsync(db, products, clock.GetUtcNow(), cancellationToken));
        }
        outcome.Channels.Add(channel.Id);
        var after = await ViewAsync(db, row, channel, cancellationToken);
        note.Changed(before, after);
        return after;
    }

    private static void Relink(ListingRow row, ProductRow? target, ChannelRow channel, Outcome outcome)
    {
        if (target is null)
        {
            ListingRules.Unlink(row);
            return;
        }
        ListingRules.Link(row, target.Id, channel);
        outcome.Linked.Add(row.Id);
    }

    private static async Task<(ProductRow? Target, Refusal? Refusal)> TargetAsync(PortalDbContext db, ListingEdit edit, CancellationToken cancellationToken)
    {
        if (edit.Sku is not { IsSet: true, Value: { } sku })
        {
            return (null, null);
        }
        var normalised = Sku.Normalise(sku);
        var product = await db.Products.AsNoTracking().SingleOrDefaultAsync(p => p.SkuNormalised == normalised, cancellationToken);
        return product is null ? (null, UnknownSku(sku)) : (product, null);
    }

    /// <summary>Locks the old and the new product in ascending order and only then reads the listing for the edit.</summary>
    private static async Task<ListingRow?> LockAsync(
        PortalDbContext db, long channelId, string externalId, long? targetId, CancellationToken cancellationToken)
    {
        var found = await db.Listings.Where(l => l.ChannelId == channelId && l.ExternalId == externalId)
            .Select(l => new { l.ProductId }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }
        var products = new SortedSet<long>();
        Add(products, found.ProductId);
        Add(products, targetId);
        await db.Dialect.LockProductsAsync(db, products, cancellationToken);
        return await db.Listings.SingleAsync(l => l.ChannelId == channelId && l.ExternalId == externalId, cancellationToken);
    }

    private async Task<ListingView> ViewAsync(PortalDbContext db, ListingRow row, ChannelRow channel, CancellationToken cancellationToken)
    {
        var sku = row.ProductId is { } id ? await db.Products.Where(p => p.Id == id).Select(p => p.Sku).SingleAsync(cancellationToken) : null;
        return ListingView.Of(row, channel, sku, clock.GetUtcNow());
    }

    internal static Refusal UnknownSku(string sku) => new(RefusalKind.NotFound, "unknown_sku", $"No product has the SKU {sku}.");

    private static void Add(SortedSet<long> products, long? id)
    {
        if (id is { } product)
        {
            products.Add(product);
        }
    }

    private sealed class Outcome
    {
        public HashSet<long> Channels { get; } = [];

        /// <summary>Listings that have a product from now on.</summary>
        public List<long> Linked { get; } = [];
    }
}
