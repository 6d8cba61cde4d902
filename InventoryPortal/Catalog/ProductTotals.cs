using System.Collections.Concurrent;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>
/// How many products a filter has. Counting is the one part of a page whose cost grows with the table, so a count is kept
/// until this process commits something that may change it, and no longer than <see cref="Freshness"/>.
/// </summary>
public sealed class ProductTotals : IDisposable
{
    /// <summary>Upper bound on how long another node's change is missing from a total.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>Filters kept; searches are many, so past it the memory is emptied.</summary>
    private const int MaxKept = 256;

    private readonly ConcurrentDictionary<ProductSearch, (int Count, DateTimeOffset At)> _kept = new();
    private readonly PortalDatabase _database;
    private readonly TimeProvider _clock;
    private readonly CommitSignals.Subscription _products;
    private readonly CommitSignals.Subscription _stock;
    private readonly CommitSignals.Subscription _listings;

    public ProductTotals(PortalDatabase database, CommitSignals signals, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        _products = signals.Subscribe(CommitTopics.Products, capacity: 1);
        _stock = signals.Subscribe(CommitTopics.Stock, capacity: 1);
        _listings = signals.Subscribe(CommitTopics.Listings | CommitTopics.Channels, capacity: 1);
    }

    /// <summary>The number of products that the filter lets through.</summary>
    public async Task<int> CountAsync(ProductSearch filter, CancellationToken cancellationToken)
    {
        Forget();
        var key = filter with { Sort = default };
        var now = _clock.GetUtcNow();
        if (_kept.TryGetValue(key, out var kept) && now - kept.At < Freshness)
        {
            return kept.Count;
        }
        var count = await _database.ReadAsync((db, token) => key.Filter(db).CountAsync(token), cancellationToken);
        _kept[key] = (count, now);
        return count;
    }

    private void Forget()
    {
        if (_products.Reader.TryRead(out _) || _kept.Count > MaxKept)
        {
            _kept.Clear();
        }
        if (_stock.Reader.TryRead(out _))
        {
            Forget(key => key.Stock is not null);
        }
        if (_listings.Reader.TryRead(out _))
        {
            Forget(key => key.AsksListings);
        }
    }

    private void Forget(Func<ProductSearch, bool> touched)
    {
        foreach (var key in _kept.Keys.Where(touched))
        {
            _kept.TryRemove(key, out _);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _products.Dispose();
        _stock.Dispose();
        _listings.Dispose();
    }
}
