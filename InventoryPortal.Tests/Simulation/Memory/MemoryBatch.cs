using InventoryPortal.Ledger;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>What a group of ledger works decides on, loaded from the tables in memory as the real loader does from the database.</summary>
internal static class MemoryBatch
{
    public static LedgerBatch Load(MemoryTables tables, MemoryTransaction transaction, LedgerNeeds needs, DateTimeOffset now, Action? beforeLock)
    {
        var batch = new LedgerBatch(now);
        foreach (var scope in needs.Scopes)
        {
            if (tables.Answers.TryGetValue(scope, out var answer))
            {
                batch.Answers[scope] = answer;
            }
        }
        beforeLock?.Invoke();
        foreach (var id in FindProducts(tables, needs))
        {
            var product = transaction.Load(tables.Products[id]);
            batch.Products[id] = product;
            batch.BySku[product.SkuNormalised] = product;
            foreach (var listing in tables.ListingsOf(id))
            {
                batch.Listings[(listing.ChannelId, listing.ExternalId)] = transaction.Load(listing);
            }
        }
        foreach (var key in needs.Listings)
        {
            if (!batch.Listings.ContainsKey(key) && tables.ListingByExternalId.TryGetValue(key, out var id))
            {
                batch.Listings[key] = transaction.Load(tables.Listings[id]);
            }
        }
        LoadLines(tables, transaction, needs, batch);
        foreach (var id in needs.ReservationIds)
        {
            if (tables.Reservations.Find(id) is { } reservation)
            {
                batch.Reservations[id] = transaction.Load(reservation);
            }
        }
        batch.Channels = tables.Channels;
        return batch;
    }

    private static SortedSet<long> FindProducts(MemoryTables tables, LedgerNeeds needs)
    {
        var ids = new SortedSet<long>(needs.ProductIds);
        foreach (var sku in needs.Skus)
        {
            Add(tables.ProductBySku.TryGetValue(sku, out var id) ? id : null);
        }
        foreach (var id in needs.ReservationIds)
        {
            Add(tables.Reservations.Find(id)?.ProductId);
        }
        foreach (var key in needs.Listings)
        {
            AddListing(key);
        }
        foreach (var line in needs.Orders.SelectMany(o => tables.LinesOfOrder.GetValueOrDefault(o) ?? []).Select(id => tables.Lines[id]))
        {
            Add(line.ProductId);
            AddListing((line.ChannelId, line.ExternalId ?? ""));
        }
        foreach (var id in needs.OrderLineIds)
        {
            Add(tables.Lines.Find(id)?.ProductId);
        }
        return ids;

        void AddListing((long, string) key) => Add(tables.ListingByExternalId.TryGetValue(key, out var id) ? tables.Listings[id].ProductId : null);

        void Add(long? id)
        {
            if (id is { } found)
            {
                ids.Add(found);
            }
        }
    }

    private static void LoadLines(MemoryTables tables, MemoryTransaction transaction, LedgerNeeds needs, LedgerBatch batch)
    {
        var ids = needs.Orders.SelectMany(o => tables.LinesOfOrder.GetValueOrDefault(o) ?? []).Concat(needs.OrderLineIds.Where(id => tables.Lines.Find(id) is not null));
        foreach (var id in ids.Distinct())
        {
            var line = transaction.Load(tables.Lines[id]);
            batch.OrderLines[id] = line;
            if (!batch.Orders.TryGetValue((line.ChannelId, line.OrderId), out var lines))
            {
                batch.Orders[(line.ChannelId, line.OrderId)] = lines = [];
            }
            lines.Add(line);
        }
    }
}
