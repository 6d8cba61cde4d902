using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.WooCommerce;

/// <summary>Writes the simulated store's things as a store's JSON.</summary>
internal sealed class ShopRender(ShopBook book)
{
    /// <summary>Whether products leave out the ids of their variations.</summary>
    public bool HidesVariationIds { get; set; }

    /// <summary>What a webhook carries now; null when the thing is no more.</summary>
    public string? Body(string topic, long id) => topic.Split('.') switch
    {
        [_, "deleted"] => new JsonObject { ["id"] = id }.ToJsonString(),
        ["order", _] => book.Orders.TryGetValue(id, out var order) ? Order(order).ToJsonString() : null,
        _ => book.Products.TryGetValue(id, out var product) ? Product(product).ToJsonString() : null,
    };

    public JsonObject Product(ShopProduct p)
    {
        var keeper = book.Keeper(p);
        JsonNode manage = p.ManageStock ? true : keeper is not null ? "parent" : false;
        var json = new JsonObject
        {
            ["id"] = p.Id,
            ["name"] = p.Name,
            ["type"] = p.Type,
            ["status"] = "publish",
            ["sku"] = p.Sku,
            ["global_unique_id"] = p.Barcode,
            ["price"] = "19.90",
            ["manage_stock"] = manage,
            ["stock_quantity"] = keeper?.Stock,
            ["stock_status"] = keeper is null || keeper.Stock > 0 ? "instock" : "outofstock",
            ["parent_id"] = p.ParentId,
            ["date_modified_gmt"] = Instant(p.Modified),
        };
        if (p.ParentId == 0 && !HidesVariationIds)
        {
            json["variations"] = new JsonArray([.. p.Variations.Select(v => (JsonNode)v)]);
        }
        if (p.ParentId != 0)
        {
            json["attributes"] = new JsonArray(new JsonObject { ["id"] = 0, ["name"] = "Size", ["option"] = p.Name });
        }
        return json;
    }

    public static JsonObject Order(ShopOrder o) => new()
    {
        ["id"] = o.Id,
        ["parent_id"] = 0,
        ["status"] = WooWords.Of(o.Status),
        ["currency"] = "USD",
        ["version"] = "10.0.2",
        ["number"] = o.Id.ToString(CultureInfo.InvariantCulture),
        ["date_created"] = Instant(o.Created),
        ["date_modified"] = Instant(o.Modified),
        ["date_paid"] = Instant(o.Paid),
        ["billing"] = new JsonObject { ["first_name"] = "Jane", ["email"] = "jane@example.test" },
        ["meta_data"] = new JsonArray(),
        ["line_items"] = new JsonArray([.. o.Lines.Select(Line)]),
        ["refunds"] = new JsonArray([.. o.Refunds.Select(r => new JsonObject { ["id"] = r.Id, ["reason"] = r.Reason, ["total"] = "-19.90" })]),
        ["date_created_gmt"] = Instant(o.Created),
        ["date_modified_gmt"] = Instant(o.Modified),
        ["date_paid_gmt"] = Instant(o.Paid),
    };

    public static JsonObject Hook(ShopHook h) => new()
    {
        ["id"] = h.Id,
        ["name"] = h.Name,
        ["status"] = h.Status,
        ["topic"] = h.Topic,
        ["resource"] = h.Topic.Split('.')[0],
        ["event"] = h.Topic.Split('.')[^1],
        ["delivery_url"] = h.DeliveryUrl,
    };

    public static JsonObject Error(string code, string message, int status) => new()
    {
        ["code"] = code,
        ["message"] = message,
        ["data"] = new JsonObject { ["status"] = status },
    };

    /// <summary>Keeps the members that <c>_fields</c> names; all of them without it.</summary>
    public static JsonObject Only(JsonObject json, string? fields)
    {
        if (string.IsNullOrEmpty(fields))
        {
            return json;
        }
        var kept = fields.Split(',');
        foreach (var name in json.Select(m => m.Key).Where(k => !kept.Contains(k)).ToList())
        {
            json.Remove(name);
        }
        return json;
    }

    private static JsonObject Line(ShopLine l)
    {
        var notes = new JsonArray();
        Note(notes, "_reduced_stock", l.ReducedStock);
        Note(notes, "_restock_refunded_items", l.Restocked);
        return new JsonObject
        {
            ["id"] = l.Id,
            ["name"] = l.Name,
            ["product_id"] = l.ProductId,
            ["variation_id"] = l.VariationId,
            ["quantity"] = l.Quantity,
            ["total"] = "19.90",
            ["meta_data"] = notes,
            ["sku"] = l.Sku,
            ["price"] = 19.9,
        };
    }

    private static void Note(JsonArray notes, string key, int? value)
    {
        if (value is { } units)
        {
            var text = units.ToString(CultureInfo.InvariantCulture);
            notes.Add(new JsonObject { ["id"] = notes.Count + 1, ["key"] = key, ["value"] = text, ["display_key"] = key, ["display_value"] = text });
        }
    }

    // No zone: the store means UTC and does not say so.
    private static string? Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
