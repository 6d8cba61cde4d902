using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Shopify;

/// <summary>The book's goods and orders as things of the schema.</summary>
internal sealed class ShopifyThings(ShopBook book)
{
    private const string NoOption = "Default Title";

    public static GraphThing Location { get; } = GraphThing.Of("Location", new Dictionary<string, object?>
    {
        ["id"] = ShopifyNumbers.LocationGid, ["name"] = "Warehouse", ["isActive"] = true,
    });

    /// <summary>Anything by its global id; null when there is none.</summary>
    public GraphThing? Node(string gid)
    {
        if (gid == ShopifyNumbers.LocationGid)
        {
            return Location;
        }
        if (Product(gid) is { } product)
        {
            return Item(product);
        }
        if (book.Products.GetValueOrDefault(ShopifyNumbers.Number(gid, "ProductVariant")) is { } variant && ShopifyNumbers.IsSold(variant))
        {
            return Variant(variant);
        }
        if (Order(gid) is { } order)
        {
            return OrderThing(order);
        }
        var refund = ShopifyNumbers.Number(gid, "Refund");
        return refund == 0 ? null : book.Orders.Values.SelectMany(o => ShopifyRefunds.Of(o)).Where(r => r.Id == refund).Select(Refund).FirstOrDefault();
    }

    /// <summary>The thing that keeps a quantity under this inventory item's id; null when there is none.</summary>
    public ShopProduct? Product(string gid) =>
        book.Products.GetValueOrDefault(ShopifyNumbers.Number(gid, "InventoryItem")) is { } product && ShopifyNumbers.IsSold(product) ? product : null;

    public ShopOrder? Order(string gid) => book.Orders.GetValueOrDefault(ShopifyNumbers.Number(gid, "Order")) is { } order && IsOrder(order) ? order : null;

    public IEnumerable<ShopProduct> Sold => book.Products.Values.Where(ShopifyNumbers.IsSold);

    public IEnumerable<ShopOrder> Orders => book.Orders.Values.Where(IsOrder);

    public GraphThing Variant(ShopProduct product) => GraphThing.Of("ProductVariant", new Dictionary<string, object?>
    {
        ["id"] = ShopifyNumbers.Of("ProductVariant", product.Id),
        ["sku"] = product.Sku,
        ["barcode"] = product.Barcode.Length == 0 ? null : product.Barcode,
        ["title"] = product.ParentId == 0 ? NoOption : product.Name,
        ["product"] = GraphThing.Of("Product", new Dictionary<string, object?>
        {
            ["id"] = ShopifyNumbers.Of("Product", product.ParentId == 0 ? product.Id : product.ParentId),
            ["title"] = product.ParentId == 0 ? product.Name : book.Products[product.ParentId].Name,
            ["status"] = "ACTIVE",
        }),
        ["inventoryItem"] = Item(product),
    });

    public static GraphThing Item(ShopProduct product) => new("InventoryItem", (field, arguments) => field switch
    {
        "id" => ShopifyNumbers.Of("InventoryItem", product.Id),
        "sku" => product.Sku,
        "tracked" => product.ManageStock,
        "inventoryLevel" => arguments["locationId"]!.GetValue<string>() == ShopifyNumbers.LocationGid && product.ManageStock ? Level(product) : null,
        _ => throw new GraphRefusedException("INTERNAL_SERVER_ERROR", field),
    });

    public GraphThing OrderThing(ShopOrder order) => new("Order", (field, arguments) => field switch
    {
        "id" => ShopifyNumbers.Of("Order", order.Id),
        "name" => $"#{order.Id}",
        "createdAt" => ShopifyNumbers.Instant(order.Created),
        "updatedAt" => ShopifyNumbers.Instant(order.Modified),
        "cancelledAt" => ShopifyWords.IsCancelled(order) ? ShopifyNumbers.Instant(order.Modified) : null,
        "confirmed" => true,
        "displayFinancialStatus" => ShopifyWords.Financial(order),
        "displayFulfillmentStatus" => ShopifyWords.Fulfillment(order),
        "lineItems" => GraphPages.Of("LineItem", order.Lines, l => GraphPages.Key(l.Id), l => Line(order, l), arguments),
        "refunds" => ShopifyRefunds.Of(order).Take(arguments["first"]!.GetValue<int>()).Select(Refund).ToList(),
        _ => throw new GraphRefusedException("INTERNAL_SERVER_ERROR", field),
    });

    private static GraphThing Level(ShopProduct product) => new("InventoryLevel", (field, arguments) => field switch
    {
        "id" => $"{ShopifyNumbers.Gid("InventoryLevel", ShopifyNumbers.Location)}?inventory_item_id={ShopifyNumbers.Base + product.Id}",
        "isActive" => true,
        "location" => Location,
        "quantities" => arguments["names"]!.AsArray().Select(n => n!.GetValue<string>()).Where(n => n is "available" or "on_hand")
            .Select(n => GraphThing.Of("InventoryQuantity", new Dictionary<string, object?> { ["name"] = n, ["quantity"] = product.Stock })).ToList(),
        _ => throw new GraphRefusedException("INTERNAL_SERVER_ERROR", field),
    });

    private GraphThing Line(ShopOrder order, ShopLine line) => GraphThing.Of("LineItem", new Dictionary<string, object?>
    {
        ["id"] = ShopifyNumbers.Of("LineItem", line.Id),
        ["name"] = line.Name,
        ["sku"] = line.Sku,
        ["quantity"] = line.Quantity,
        ["currentQuantity"] = ShopifyWords.Current(order, line),
        ["variant"] = Variant(book.Products[line.ItemId]),
    });

    private static GraphThing Refund(ShopifyRefund refund) => new("Refund", (field, arguments) => field switch
    {
        "id" => ShopifyNumbers.Of("Refund", refund.Id),
        "createdAt" => ShopifyNumbers.Instant(refund.At),
        "refundLineItems" => GraphPages.Of("RefundLineItem", refund.Units, u => GraphPages.Key(u.Key), u => GraphThing.Of("RefundLineItem", new Dictionary<string, object?>
        {
            ["quantity"] = u.Value,
            ["restockType"] = refund.RestockType,
            ["restocked"] = refund.RestockType != ShopifyRefunds.NoRestock,
            ["lineItem"] = GraphThing.Of("LineItem", new Dictionary<string, object?> { ["id"] = ShopifyNumbers.Of("LineItem", u.Key) }),
        }), arguments),
        _ => throw new GraphRefusedException("INTERNAL_SERVER_ERROR", field),
    });

    private static bool IsOrder(ShopOrder order) => order.Status is not (ShopOrderState.Draft or ShopOrderState.Trashed);
}

/// <summary>Pages of a connection, by keys whose order is that of the list.</summary>
internal static class GraphPages
{
    /// <summary>A number so that its order as text is its own.</summary>
    public static string Key(long number) => number.ToString("D20", System.Globalization.CultureInfo.InvariantCulture);

    public static GraphThing Of<T>(string type, IEnumerable<T> all, Func<T, string> keyOf, Func<T, GraphThing> thing, JsonObject arguments)
    {
        var first = arguments["first"]?.GetValue<int>() ?? throw new GraphRefusedException("BAD_REQUEST", "only first is known here");
        var after = arguments["after"]?.GetValue<string>();
        var rest = all.Select(a => (Key: keyOf(a), Value: a)).Where(a => after is null || string.CompareOrdinal(a.Key, after) > 0)
            .OrderBy(a => a.Key, StringComparer.Ordinal).Take(first + 1).ToList();
        var page = rest.Take(first).ToList();
        var info = GraphThing.Of("PageInfo", new Dictionary<string, object?>
        {
            ["hasNextPage"] = rest.Count > first, ["hasPreviousPage"] = after is not null, ["endCursor"] = page.Count > 0 ? page[^1].Key : null,
            ["startCursor"] = page.Count > 0 ? page[0].Key : null,
        });
        return new GraphThing($"{type}Connection", (field, _) => field switch
        {
            "pageInfo" => info,
            "nodes" => page.Select(p => thing(p.Value)).ToList(),
            _ => page.Select(p => GraphThing.Of($"{type}Edge", new Dictionary<string, object?> { ["cursor"] = p.Key, ["node"] = thing(p.Value) })).ToList(),
        });
    }
}
