using System.Text.Json;
using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>
/// How many products a filter has. Counting is the one part of a page whose cost grows with the table, so a count is kept
/// until something is committed that may change it.
/// </summary>
public sealed class ProductTotals(PortalDatabase database, PageCache pages)
{
    /// <summary>The number of products that the filter lets through.</summary>
    public Task<int> CountAsync(ProductSearch filter, CancellationToken cancellationToken)
    {
        var asked = filter with { Sort = default };
        return pages.ReadAsync(
            $"products.count.1|{JsonSerializer.Serialize(asked)}", Topics(asked), token => database.ReadAsync((db, inner) => asked.Filter(db).CountAsync(inner), token), cancellationToken);
    }

    private static CommitTopics Topics(ProductSearch filter) =>
        CommitTopics.Products
        | (filter.Stock is null ? CommitTopics.None : CommitTopics.Stock)
        | (filter.AsksListings ? CommitTopics.Listings | CommitTopics.Channels : CommitTopics.None);
}
