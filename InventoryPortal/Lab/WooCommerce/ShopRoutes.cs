using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;
using Microsoft.AspNetCore.Http;

namespace InventoryPortal.Lab.WooCommerce;

/// <summary>The simulated store's REST API. Runs under the store's lock, one request at a time.</summary>
internal sealed partial class ShopRoutes(ShopBook book)
{
    private readonly ShopRender _render = new(book);

    private const string NoSuchId = "woocommerce_rest_product_invalid_id";

    private const int MaxBatch = 100;

    private const string UseVariationRoute =
        "To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.";

    /// <summary>Whether the store is new enough (10.3) to list variations across parents.</summary>
    public bool ListsVariations { get; set; }

    /// <summary>Whether products leave out the ids of their variations, as a plugin that trims answers makes them.</summary>
    public bool HidesVariationIds
    {
        get => _render.HidesVariationIds;
        set => _render.HidesVariationIds = value;
    }

    /// <summary>An answer before it is written.</summary>
    /// <param name="Made">A webhook that this request made: the store pings it.</param>
    public sealed record Reply(int Status, JsonNode? Body, int? Total = null, int? TotalPages = null, ShopHook? Made = null);

    /// <summary>Every second item of a batch fails with this code and status.</summary>
    public sealed record HalfFault(string Code, int Status);

    /// <summary>Answers a request whose key was accepted.</summary>
    public Reply Handle(ShopRequest request, IQueryCollection query, HalfFault? half)
    {
        try
        {
            return Handle(request.Method, request.Route, query, request.Body.Length == 0 ? null : JsonNode.Parse(request.Body) as JsonObject, half);
        }
        catch (JsonException)
        {
            return Fail("rest_invalid_json", "Invalid JSON body passed.", 400);
        }
        catch (InvalidOperationException)
        {
            // A member of another type than the schema's, or an id of nothing.
            return Fail("rest_invalid_param", "Invalid parameter(s).", 400);
        }
    }

    private Reply Handle(string method, string route, IQueryCollection query, JsonObject? body, HalfFault? half)
    {
        var parts = route.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (method, parts) switch
        {
            ("GET", ["products"]) => List(book.Products.Values.Where(p => p.ParentId == 0), p => _render.Product(p), p => p.Id, p => p.Modified, query),
            ("POST", ["products", "batch"]) => Batch(body, p => p.ParentId == 0 ? null : ("woocommerce_rest_invalid_product_id", UseVariationRoute, 404), 400, half),
            ("GET", ["products", var id]) => Found(Product(id), p => _render.Product(p)),
            ("PUT", ["products", var id]) => Put(Product(id), body),
            ("GET", ["products", var id, "variations"]) => Product(id) is { ParentId: 0 }
                ? List(book.Products.Values.Where(p => p.ParentId == Number(id)), p => _render.Product(p), p => -p.Id, p => p.Modified, query)
                : Fail(NoSuchId, "Invalid ID.", 404),
            ("POST", ["products", var id, "variations", "batch"]) => Batch(
                body, p => p.ParentId == Number(id) ? null : ("woocommerce_rest_product_variation_invalid_id", "Invalid ID.", 404), 404, half),
            ("GET", ["variations"]) when ListsVariations => List(
                book.Products.Values.Where(p => p.ParentId != 0), p => _render.Product(p), p => -p.Id, p => p.Modified, query),
            ("GET", ["orders"]) => List(book.Orders.Values.Where(o => o.Status != ShopOrderState.Trashed), ShopRender.Order, o => o.Id, o => o.Modified, query),
            ("POST", ["orders"]) => CreateOrder(body!),
            ("GET", ["orders", var id]) => Found(Order(id), ShopRender.Order),
            ("PUT", ["orders", var id]) => UpdateOrder(Order(id), body!),
            ("POST", ["orders", var id, "refunds"]) => Refund(Order(id), body!),
            ("POST", ["webhooks"]) => CreateHook(body!),
            ("GET", ["webhooks"]) => List(book.Hooks.Values, ShopRender.Hook, h => h.Id, _ => default, query),
            ("PUT", ["webhooks", var id]) => UpdateHook(Hook(id), body!),
            ("DELETE", ["webhooks", var id]) => DeleteHook(Hook(id)),
            _ => Fail("rest_no_route", "No route was found matching the URL and request method.", 404),
        };
    }

    private static Reply Fail(string code, string message, int status) => new(status, ShopRender.Error(code, message, status));

    private static Reply Found<T>(T? item, Func<T, JsonObject> render) =>
        item is null ? Fail(NoSuchId, "Invalid ID.", 404) : new Reply(200, render(item));

    private static long Number(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;

    private ShopProduct? Product(string id) => book.Products.GetValueOrDefault(Number(id));

    private ShopOrder? Order(string id) => book.Orders.GetValueOrDefault(Number(id));

    private ShopHook? Hook(string id) => book.Hooks.GetValueOrDefault(Number(id));

    private static Reply List<T>(IEnumerable<T> all, Func<T, JsonObject> render, Func<T, long> id, Func<T, DateTimeOffset> modified, IQueryCollection query)
    {
        var size = query.TryGetValue("per_page", out var s) ? (int)Number(s!) : 10;
        var page = query.TryGetValue("page", out var p) ? (int)Number(p!) : 1;
        if (size is < 1 or > 100 || page < 1)
        {
            return Fail("rest_invalid_param", $"Invalid parameter(s): {(page < 1 ? "page" : "per_page")}", 400);
        }
        var include = query["include"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToHashSet();
        var after = DateTimeOffset.MinValue;
        if (query.TryGetValue("modified_after", out var a)
            && !DateTimeOffset.TryParseExact(a!, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out after))
        {
            return Fail("rest_invalid_param", "Invalid parameter(s): modified_after", 400);
        }
        var found = all.Where(i => include.Count == 0 || include.Contains(Math.Abs(id(i)))).Where(i => after == DateTimeOffset.MinValue || modified(i) > after);
        var ordered = query["orderby"] == "modified" ? found.OrderBy(modified).ThenBy(id) : found.OrderBy(id);
        var list = ordered.ToList();
        var rows = list.Skip((page - 1) * size).Take(size).Select(i => (JsonNode)ShopRender.Only(render(i), query["_fields"]));
        return new Reply(200, new JsonArray([.. rows]), list.Count, (list.Count + size - 1) / size);
    }

    private Reply Put(ShopProduct? product, JsonObject? body)
    {
        if (product is null || product.ParentId != 0)
        {
            return Fail("woocommerce_rest_invalid_product_id", UseVariationRoute, 404);
        }
        if (body?["stock_quantity"] is { } q && (q.GetValueKind() != JsonValueKind.Number || !q.AsValue().TryGetValue<int>(out _)))
        {
            return Fail("rest_invalid_param", "Invalid parameter(s): stock_quantity", 400);
        }
        Write(product, body!);
        return new Reply(200, _render.Product(product));
    }

    /// <summary>Updates that a batch asks for, as many as a store would work on; 0 for what is no batch.</summary>
    public static int BatchSize(string body)
    {
        try
        {
            return Math.Min(MaxBatch, ((JsonNode.Parse(body) as JsonObject)?["update"] as JsonArray)?.Count ?? 0);
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    private Reply Batch(JsonObject? body, Func<ShopProduct, (string, string, int)?> refuse, int unknownStatus, HalfFault? half)
    {
        var updates = body?["update"] as JsonArray ?? [];
        var count = updates.Count + ((body?["create"] as JsonArray)?.Count ?? 0) + ((body?["delete"] as JsonArray)?.Count ?? 0);
        if (count > MaxBatch)
        {
            return Fail("woocommerce_rest_request_entity_too_large", "Unable to accept more than 100 items for this request.", 413);
        }
        if (count == 0)
        {
            return new Reply(200, new JsonArray());
        }
        var results = new JsonArray();
        foreach (var entry in updates.OfType<JsonObject>())
        {
            if (entry["id"] is not JsonValue given || !given.TryGetValue<long>(out var id))
            {
                results.Add(new JsonObject { ["id"] = null, ["error"] = ShopRender.Error(NoSuchId, "Invalid ID.", 400) });
                continue;
            }
            var product = book.Products.GetValueOrDefault(id);
            (string Code, string Message, int Status)? fault = half is not null && results.Count % 2 == 1 ? (half.Code, "It failed.", half.Status)
                : product is null ? (unknownStatus == 404 ? "woocommerce_rest_product_variation_invalid_id" : NoSuchId, "Invalid ID.", unknownStatus)
                : refuse(product);
            if (fault is { } f)
            {
                results.Add(new JsonObject { ["id"] = id, ["error"] = ShopRender.Error(f.Code, f.Message, f.Status) });
                continue;
            }
            Write(product!, entry);
            results.Add(_render.Product(product!));
        }
        return new Reply(200, new JsonObject { ["update"] = results });
    }

    // A quantity for an item that keeps none is ignored without a word, even at a variation that shows its parent's.
    private void Write(ShopProduct product, JsonObject entry)
    {
        if (entry["manage_stock"] is JsonValue m && m.TryGetValue<bool>(out var manage))
        {
            product.ManageStock = manage;
        }
        if (product.ManageStock && entry["stock_quantity"] is JsonValue q)
        {
            product.Stock = Units(q);
        }
        book.Touch(product);
    }

    // A batch checks no types: a word counts as none, a fraction is cut off, a text of digits is a number.
    private static int Units(JsonValue given) =>
        double.TryParse(given.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (int)Math.Truncate(number) : 0;
}
