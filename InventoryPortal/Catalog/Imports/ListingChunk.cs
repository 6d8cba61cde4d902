using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>
/// Lines of one transaction with the listings that they edit, every other listing of the same products, and those products, locked. All of
/// it is changed in memory and written back once, past the change tracker.
/// </summary>
internal sealed class ListingChunk
{
    private readonly RowUpdate<ImportLineRow> _lineWrites = new();
    private readonly RowUpdate<ListingRow> _listingWrites = new();
    private readonly Dictionary<long, ListingRow> _listings = [];
    private readonly Dictionary<long, ProductRow> _products;
    private readonly SortedSet<long> _divided = [];
    private int _done;
    private int _left;

    private ListingChunk(List<ImportLineRow> lines, Dictionary<long, ProductRow> products, Dictionary<long, ChannelRow> channels) =>
        (Lines, _products, Channels) = (lines, products, channels);

    /// <summary>In the file's order, as they stand now: a line that has its verdict already shows it.</summary>
    public IReadOnlyList<ImportLineRow> Lines { get; }

    public IReadOnlyDictionary<long, ChannelRow> Channels { get; }

    /// <summary>Products whose listings are to show other numbers.</summary>
    public IReadOnlyCollection<long> Divided => _divided;

    public LinesOutcome Outcome => new(_done, _left);

    /// <summary>Locks first, in ascending order, and reads behind the locks.</summary>
    /// <param name="products">Products that lines bring with them, beside those of their listings.</param>
    public static async Task<ListingChunk> LoadAsync(
        PortalDbContext db, IReadOnlyList<ImportLineRow> lines, IEnumerable<long> products, CancellationToken cancellationToken)
    {
        List<long> lineIds = [.. lines.Select(l => l.Id)];
        List<long> listingIds = [.. lines.Select(l => l.TargetId!.Value)];
        var locked = new SortedSet<long>(products);
        locked.UnionWith(await db.Listings.Where(l => listingIds.Contains(l.Id) && l.ProductId != null).Select(l => l.ProductId!.Value).ToListAsync(cancellationToken));
        await db.Dialect.LockProductsAsync(db, locked, cancellationToken);
        var chunk = new ListingChunk(
            await db.ImportLines.AsNoTracking().Where(l => lineIds.Contains(l.Id)).OrderBy(l => l.Id).ToListAsync(cancellationToken),
            await db.Products.AsNoTracking().Where(p => locked.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken),
            await db.Channels.AsNoTracking().ToDictionaryAsync(c => c.Id, cancellationToken));
        foreach (var line in chunk.Lines)
        {
            chunk._lineWrites.Loaded(db, line);
        }
        chunk.Add(db, await db.Listings.AsNoTracking().Where(l => l.ProductId != null && locked.Contains(l.ProductId.Value)).ToListAsync(cancellationToken));
        chunk.Add(db, await db.Listings.AsNoTracking().Where(l => listingIds.Contains(l.Id)).ToListAsync(cancellationToken));
        return chunk;
    }

    /// <summary>Takes further listings in; one that is here already stays as it is.</summary>
    public void Add(PortalDbContext db, IEnumerable<ListingRow> rows)
    {
        foreach (var row in rows)
        {
            if (_listings.TryAdd(row.Id, row))
            {
                _listingWrites.Loaded(db, row);
            }
        }
    }

    public ListingRow Listing(long id) => _listings[id];

    /// <summary>The line's listing; null when it is gone, or was given a product since that is not locked.</summary>
    public ListingRow? Find(ImportLineRow line) =>
        _listings.GetValueOrDefault(line.TargetId!.Value) is { } row && (row.ProductId is not { } product || _products.ContainsKey(product)) ? row : null;

    /// <summary>A locked product; null for none, and for one that is not there.</summary>
    public ProductRow? Product(long? id) => id is { } known ? _products.GetValueOrDefault(known) : null;

    /// <summary>Has a product's units divided anew.</summary>
    public void Divide(long? productId)
    {
        if (productId is { } id)
        {
            _divided.Add(id);
        }
    }

    public void Done(ImportLineRow line, bool undo)
    {
        line.Verdict = undo ? ImportVerdict.Undone : ImportVerdict.Applied;
        _done++;
    }

    public void Leave(ImportLineRow line, bool undo, Refusal refusal)
    {
        ProductChunk.Leave(line, undo ? ImportVerdict.Kept : ImportVerdict.Refused, refusal);
        _left++;
    }

    /// <summary>Divides the units of every product that was touched.</summary>
    /// <returns>Ids of the channels that have a listing that is to show another number.</returns>
    public HashSet<long> Reallocate(DateTimeOffset now)
    {
        var channels = new HashSet<long>();
        var byProduct = _listings.Values.Where(l => l.ProductId is not null).OrderBy(l => l.Id).ToLookup(l => l.ProductId!.Value);
        foreach (var id in _divided)
        {
            Reallocation.Apply(_products[id], [.. byProduct[id]], Channels, batch: null, now, channels);
        }
        return channels;
    }

    /// <summary>Writes all that changed.</summary>
    public async Task SaveAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        await _listingWrites.SaveAsync(db, cancellationToken);
        await _lineWrites.SaveAsync(db, cancellationToken);
    }
}
