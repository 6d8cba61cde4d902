using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>The product of a listing, as a line keeps it; null where it has none.</summary>
internal sealed record Mapping(string? Sku = null);

/// <summary>What a line asks of its listing.</summary>
/// <param name="From">The SKU that it must still have.</param>
/// <param name="To">The SKU that it is to have; it may have it already.</param>
internal sealed record Link(string? From, string? To)
{
    public static Link Of(ImportLineRow line, bool undo)
    {
        var (before, after) = (LineJson.Read<Mapping>(line.Before!).Sku, LineJson.Read<Mapping>(line.After!).Sku);
        return undo ? new Link(after, before) : new Link(before, after);
    }
}

/// <summary>A chunk of mappings inside its transaction.</summary>
internal sealed class MappingChunk
{
    private readonly ListingChunk _chunk;
    private readonly Dictionary<long, Link> _links;
    private readonly Dictionary<string, ProductRow> _bySku;
    private readonly ILookup<long, ListingRow> _below;
    private readonly List<(ListingRow Row, ListingView Before)> _edited = [];
    private readonly HashSet<long> _channels = [];
    private readonly List<long> _linked = [];
    private readonly bool _undo;
    private readonly DateTimeOffset _now;

    private MappingChunk(
        ListingChunk chunk, Dictionary<long, Link> links, Dictionary<string, ProductRow> bySku, ILookup<long, ListingRow> below, bool undo, DateTimeOffset now) =>
        (_chunk, _links, _bySku, _below, _undo, _now) = (chunk, links, bySku, below, undo, now);

    public LinesOutcome Outcome => _chunk.Outcome;

    /// <summary>Channels whose listings it changed.</summary>
    public IReadOnlyCollection<long> Channels => _channels;

    /// <summary>Listings that have another product from now on.</summary>
    public IReadOnlyCollection<long> Linked => _linked;

    /// <param name="links">What the lines ask for, in their order.</param>
    public static async Task<MappingChunk> LoadAsync(
        PortalDbContext db, IReadOnlyList<ImportLineRow> lines, IReadOnlyList<Link> links, bool undo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<string> skus = [.. links.SelectMany(l => new[] { l.From, l.To }).OfType<string>().Select(Sku.Normalise).Distinct()];
        var products = await db.Products.Where(p => skus.Contains(p.SkuNormalised)).Select(p => new { p.Id, p.SkuNormalised }).ToListAsync(cancellationToken);
        var chunk = await ListingChunk.LoadAsync(db, lines, products.Select(p => p.Id), cancellationToken);
        List<long> keepers = [.. lines.Select(l => l.TargetId!.Value)];
        var below = await StockPools.Below(db, keepers).AsNoTracking().ToListAsync(cancellationToken);
        chunk.Add(db, below.Select(b => b.Row));
        return new MappingChunk(
            chunk,
            lines.Zip(links).ToDictionary(l => l.First.Id, l => l.Second),
            products.ToDictionary(p => p.SkuNormalised, p => chunk.Product(p.Id)!, StringComparer.Ordinal),
            below.ToLookup(b => b.KeeperId, b => chunk.Listing(b.Row.Id)),
            undo,
            now);
    }

    /// <summary>Links every line that is still open, divides anew, and writes listings, verdicts and activity.</summary>
    public async Task WriteAsync(PortalDbContext db, CommandContext context, CancellationToken cancellationToken)
    {
        foreach (var line in _chunk.Lines.Where(l => l.Verdict == (_undo ? ImportVerdict.Applied : ImportVerdict.Changed)))
        {
            if (Relink(line, _links[line.Id]) is { } refusal)
            {
                _chunk.Leave(line, _undo, refusal);
            }
            else
            {
                _chunk.Done(line, _undo);
            }
        }
        _channels.UnionWith(_chunk.Reallocate(_now));
        await _chunk.SaveAsync(db, cancellationToken);
        await RowInsert.InsertAsync(db, _edited.ConvertAll(e => ActivityOf(context, e.Row, e.Before)), cancellationToken);
    }

    /// <summary>Gives the line's listing its product; null when that was done.</summary>
    private Refusal? Relink(ImportLineRow line, Link link)
    {
        if (_chunk.Find(line) is not { } row || (SkuOf(row) != link.From && SkuOf(row) != link.To))
        {
            // Somebody gave it another product since the preview, or since it was applied.
            return ProductChunk.EditedSince;
        }
        ProductRow? target = null;
        if (link.To is { } sku && !_bySku.TryGetValue(Sku.Normalise(sku), out target))
        {
            return ListingStore.UnknownSku(sku);
        }
        if (ListingRules.Check(new ListingEdit { Sku = link.To }, row) is { } refusal)
        {
            return refusal;
        }
        _edited.Add((row, View(row)));
        _channels.Add(row.ChannelId);
        if (target?.Id != row.ProductId)
        {
            Relink(row, target);
        }
        return null;
    }

    private void Relink(ListingRow row, ProductRow? target)
    {
        var before = row.ProductId;
        if (target is null)
        {
            ListingRules.Unlink(row);
        }
        else
        {
            ListingRules.Link(row, target.Id, _chunk.Channels[row.ChannelId]);
            _linked.Add(row.Id);
        }
        row.Version++;
        _linked.AddRange(StockPools.Follow(row, before, _below[row.Id]));
        _chunk.Divide(before);
        _chunk.Divide(row.ProductId);
    }

    private string? SkuOf(ListingRow row) => _chunk.Product(row.ProductId)?.Sku;

    private ListingView View(ListingRow row) => ListingView.Of(row, _chunk.Channels[row.ChannelId], SkuOf(row), _now);

    private ActivityRow ActivityOf(CommandContext context, ListingRow row, ListingView before)
    {
        var after = View(row);
        var note = new ActivityNote();
        note.Changed(before, after);
        return CommandGate.ActivityOf(context, new Deed(Permissions.ListingsEdit, $"{after.Channel} {row.ExternalId}", after.Channel), note, allowed: true, _now);
    }
}
