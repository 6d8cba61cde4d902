using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Names one listing.</summary>
public sealed record ListingKey(string Channel, string ExternalId);

/// <summary>Rules as they might be; what is null or not named is taken as it stands.</summary>
/// <param name="Buffer">The product's buffer.</param>
/// <param name="ChannelWeights">Channel key to weight.</param>
/// <param name="Listings">Edits of single listings; one whose SKU names the previewed product counts as linked to it, another SKU takes it away.</param>
public sealed record ProposedRules(
    int? Buffer = null,
    IReadOnlyDictionary<string, int>? ChannelWeights = null,
    IReadOnlyDictionary<ListingKey, ListingEdit>? Listings = null);

/// <summary>One listing's quantity as it is and as it would be.</summary>
/// <param name="Now">Units it should show under the present rules; null when it takes no part.</param>
/// <param name="Then">Units it would show.</param>
/// <param name="Confirmed">Units the channel confirmed last.</param>
/// <param name="Reason">The numbers behind <paramref name="Then"/>.</param>
public sealed record PreviewedListing(
    string Channel, string ExternalId, string? Title, string Sku, int? Now, int? Then, int? Confirmed, AllocationReason Reason);

/// <summary>All units that one channel shows, of the products looked at.</summary>
public sealed record ChannelUnits(string Channel, long Now, long Then);

/// <summary>What another weight of a channel would do to its products, on all channels.</summary>
/// <param name="Products">Products looked at.</param>
/// <param name="AllProducts">Products that the channel sells.</param>
/// <param name="Listings">Their listings that take part.</param>
/// <param name="Changed">Listings that would show another quantity.</param>
/// <param name="ToZero">Of these, listings that would show nothing and show something now.</param>
/// <param name="Largest">The largest changes, largest first.</param>
public sealed record WeightPreview(
    int Products, int AllProducts, int Listings, int Changed, int ToZero, IReadOnlyList<ChannelUnits> Channels, IReadOnlyList<PreviewedListing> Largest);

/// <summary>Shows what rules would do before they are saved: the same function as the ledger's, on what is read, writing nothing.</summary>
public sealed class MappingPreview(PortalDatabase database)
{
    /// <summary>Products of one preview of a whole channel: it is taken again while a slider is dragged, so it must stay quick.</summary>
    public const int MaxProducts = 500;

    /// <summary>Single listings that a preview of a weight names: what a person looks at.</summary>
    private const int MaxNamed = 6;

    /// <summary>One product's listings under proposed rules; empty when there is none.</summary>
    public Task<IReadOnlyList<PreviewedListing>> OfProductAsync(string sku, ProposedRules proposed, CancellationToken cancellationToken)
    {
        var normalised = Sku.Normalise(sku);
        return database.ReadAsync(
            async (db, token) => await PreviewAsync(db, await db.Products.Where(p => p.SkuNormalised == normalised).ToListAsync(token), proposed, token),
            cancellationToken);
    }

    /// <summary>The first products of a channel, by id, under proposed rules, with their listings on all channels.</summary>
    public Task<IReadOnlyList<PreviewedListing>> OfChannelAsync(string channelKey, ProposedRules proposed, int products, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var ids = db.Listings.Where(l => l.ProductId != null && db.Channels.Any(c => c.Id == l.ChannelId && c.Key == channelKey)).Select(l => l.ProductId!.Value);
                var rows = await db.Products.Where(p => ids.Contains(p.Id)).OrderBy(p => p.Id).Take(Math.Clamp(products, 1, MaxProducts)).ToListAsync(token);
                return await PreviewAsync(db, rows, proposed, token);
            },
            cancellationToken);

    /// <summary>The channel's products under another weight of it.</summary>
    public async Task<WeightPreview> OfWeightAsync(string channelKey, int weight, CancellationToken cancellationToken)
    {
        var lines = await OfChannelAsync(
            channelKey, new ProposedRules(ChannelWeights: new Dictionary<string, int> { [channelKey] = weight }), MaxProducts, cancellationToken);
        var all = await database.ReadAsync(
            (db, token) => db.Listings.Where(l => l.ProductId != null && db.Channels.Any(c => c.Id == l.ChannelId && c.Key == channelKey))
                .Select(l => l.ProductId).Distinct().CountAsync(token),
            cancellationToken);
        var taking = lines.Where(l => l.Then is not null).ToList();
        var changed = taking.Where(l => l.Then != (l.Now ?? 0)).ToList();
        return new WeightPreview(
            lines.Select(l => l.Sku).Distinct().Count(),
            all,
            taking.Count,
            changed.Count,
            changed.Count(l => l.Then == 0),
            [.. taking.GroupBy(l => l.Channel).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new ChannelUnits(g.Key, g.Sum(l => (long)(l.Now ?? 0)), g.Sum(l => (long)l.Then!)))],
            [.. changed.OrderByDescending(l => Math.Abs(l.Then!.Value - (l.Now ?? 0))).Take(MaxNamed)]);
    }

    private static async Task<IReadOnlyList<PreviewedListing>> PreviewAsync(
        PortalDbContext db, List<ProductRow> products, ProposedRules proposed, CancellationToken cancellationToken)
    {
        var ids = products.Select(p => p.Id).ToList();
        var channels = await db.Channels.ToDictionaryAsync(c => c.Id, cancellationToken);
        var linked = await db.Listings.Where(l => l.ProductId != null && ids.Contains(l.ProductId.Value)).ToListAsync(cancellationToken);
        var listings = (await RelinkedAsync(db, products, linked, channels, proposed, cancellationToken)).OrderBy(l => l.Id).ToList();
        var standing = listings.ToDictionary(l => l.Id, l => l.Desired);
        Propose(channels.Values, listings, channels, proposed);
        var byProduct = listings.ToLookup(l => l.ProductId!.Value);
        return [.. products.SelectMany(p => Preview(p, [.. byProduct[p.Id]], channels, standing, proposed.Buffer ?? p.Buffer))];
    }

    /// <summary>The listings as the proposed SKUs would link them. Standing quantities are those of the read rows.</summary>
    private static async Task<List<ListingRow>> RelinkedAsync(
        PortalDbContext db, List<ProductRow> products, List<ListingRow> linked, Dictionary<long, ChannelRow> channels, ProposedRules proposed, CancellationToken cancellationToken)
    {
        var rows = linked.ToDictionary(l => l.Id);
        foreach (var (key, edit) in proposed.Listings ?? new Dictionary<ListingKey, ListingEdit>())
        {
            var channelId = channels.Values.FirstOrDefault(c => c.Key == key.Channel)?.Id;
            if (!edit.Sku.IsSet || channelId is null)
            {
                continue;
            }
            var row = rows.Values.FirstOrDefault(l => l.ChannelId == channelId && l.ExternalId == key.ExternalId)
                ?? await db.Listings.FirstOrDefaultAsync(l => l.ChannelId == channelId && l.ExternalId == key.ExternalId, cancellationToken);
            var target = products.FirstOrDefault(p => p.SkuNormalised == Sku.Normalise(edit.Sku.Value));
            if (row is not null && target is not null)
            {
                (row.ProductId, row.LinkState) = (target.Id, LinkState.Linked);
                rows[row.Id] = row;
            }
            else if (row is not null)
            {
                rows.Remove(row.Id);
            }
        }
        return [.. rows.Values];
    }

    // The rows are read without tracking and for this preview alone, so the proposal is written onto them.
    private static void Propose(
        IEnumerable<ChannelRow> all, List<ListingRow> listings, Dictionary<long, ChannelRow> channels, ProposedRules proposed)
    {
        foreach (var channel in all)
        {
            channel.Weight = proposed.ChannelWeights?.TryGetValue(channel.Key, out var weight) == true ? weight : channel.Weight;
        }
        foreach (var listing in listings)
        {
            if (proposed.Listings?.GetValueOrDefault(new ListingKey(channels[listing.ChannelId].Key, listing.ExternalId)) is { } edit
                && ListingRules.Check(edit, listing) is null)
            {
                ListingRules.Apply(edit, listing);
            }
        }
    }

    private static IEnumerable<PreviewedListing> Preview(
        ProductRow product, List<ListingRow> listings, Dictionary<long, ChannelRow> channels, Dictionary<long, int?> standing, int buffer)
    {
        var shares = Allocator.Allocate(Reallocation.Divisible(product.OnHand - product.Reserved, listings), buffer, Reallocation.Inputs(product.IsActive, listings, channels));
        return listings.Select((l, i) => new PreviewedListing(
            channels[l.ChannelId].Key,
            l.ExternalId,
            l.Title,
            product.Sku,
            standing[l.Id],
            l.SyncEnabled && l.LinkState == LinkState.Linked ? shares[i].Quantity : null,
            l.Confirmed,
            shares[i].Reason));
    }
}
