using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Shopify;

/// <summary>What can be asked of the shop and what can be changed there.</summary>
internal sealed partial class ShopifyDesk(ShopBook book)
{
    private readonly ShopifyThings _things = new(book);
    private readonly Dictionary<long, string> _files = [];
    private ShopifyQuantities? _quantities;

    private ShopifyQuantities Quantities => _quantities ??= new ShopifyQuantities(book, _things);

    /// <summary>The result of a bulk operation; null when there is none of this number.</summary>
    public string? File(long operation) => _files.GetValueOrDefault(operation);

    /// <param name="address">Of the shop, for the addresses of files.</param>
    public GraphThing Root(Uri address) => new("QueryRoot", (field, arguments) => field switch
    {
        "node" => _things.Node(Text(arguments, "id")),
        "nodes" => arguments["ids"]!.AsArray().Select(id => _things.Node(id!.GetValue<string>())).ToList(),
        "location" => Text(arguments, "id") == ShopifyNumbers.LocationGid ? ShopifyThings.Location : null,
        "currentAppInstallation" => GraphThing.Of("AppInstallation", new Dictionary<string, object?>
        {
            ["id"] = ShopifyNumbers.Of("AppInstallation", 1),
            ["accessScopes"] = ShopifyApi.Scopes.Select(s => GraphThing.Of("AccessScope", new Dictionary<string, object?> { ["handle"] = s })).ToList(),
        }),
        "productVariantsCount" => GraphThing.Of("Count", new Dictionary<string, object?> { ["count"] = _things.Sold.Count() }),
        "productVariants" => GraphPages.Of("ProductVariant", _things.Sold, p => GraphPages.Key(p.Id), _things.Variant, arguments),
        "order" => _things.Order(Text(arguments, "id")) is { } order ? _things.OrderThing(order) : null,
        "orders" => Orders(arguments),
        "webhookSubscriptions" => GraphPages.Of("WebhookSubscription", book.Hooks.Values, h => GraphPages.Key(h.Id), Hook, arguments),
        "bulkOperation" => Bulk(ShopifyNumbers.Number(Text(arguments, "id"), "BulkOperation"), address),
        _ => throw new GraphRefusedException("INTERNAL_SERVER_ERROR", field),
    });

    public GraphThing Change(string field, string? key, JsonObject arguments, Uri address, bool halfFails) => field switch
    {
        "inventorySetQuantities" => Quantities.Set(arguments["input"]!.AsObject(), key!, halfFails),
        "inventoryItemUpdate" => Tracked(arguments),
        "inventoryActivate" => Activated(arguments),
        "bulkOperationRunQuery" => RunBulk(Text(arguments, "query"), address),
        "webhookSubscriptionCreate" => Subscribed(arguments),
        "webhookSubscriptionDelete" => Unsubscribed(Text(arguments, "id")),
        _ => throw new GraphRefusedException("INTERNAL_SERVER_ERROR", field),
    };

    private GraphThing Orders(JsonObject arguments)
    {
        var since = DateTimeOffset.MinValue;
        if (arguments["query"]?.GetValue<string>() is { } query)
        {
            since = Since().Match(query) is { Success: true } match && DateTimeOffset.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? instant
                : throw new GraphRefusedException("BAD_REQUEST", $"The search {query} is not understood.");
        }
        if (arguments["sortKey"]?.GetValue<string>() != "UPDATED_AT")
        {
            throw new GraphRefusedException("BAD_REQUEST", "Only the order of changes is known here.");
        }
        return GraphPages.Of("Order", _things.Orders.Where(o => o.Modified >= since), o => GraphPages.Key(o.Modified.UtcTicks) + GraphPages.Key(o.Id), _things.OrderThing, arguments);
    }

    private GraphThing Tracked(JsonObject arguments)
    {
        if (_things.Product(Text(arguments, "id")) is not { } product)
        {
            return Payload("InventoryItemUpdatePayload", "inventoryItem", null, "The inventory item could not be found.");
        }
        if (arguments["input"]!["tracked"]?.GetValue<bool>() is { } tracked && product.ManageStock != tracked)
        {
            product.ManageStock = tracked;
            book.Touch(product);
        }
        return Payload("InventoryItemUpdatePayload", "inventoryItem", ShopifyThings.Item(product), null);
    }

    private GraphThing Activated(JsonObject arguments) =>
        _things.Product(Text(arguments, "inventoryItemId")) is null || Text(arguments, "locationId") != ShopifyNumbers.LocationGid
            ? Payload("InventoryActivatePayload", "inventoryLevel", null, "The inventory item or the location could not be found.")
            : arguments["available"] is not null || arguments["onHand"] is not null
                ? Payload("InventoryActivatePayload", "inventoryLevel", null, "Not allowed to set a quantity when the item is already active at the location.")
                : Payload("InventoryActivatePayload", "inventoryLevel", null, null);

    private GraphThing RunBulk(string query, Uri address)
    {
        try
        {
            var operation = GraphText.Operation(query);
            new GraphCheck(operation, [], ShopifySchema.Known).Run(isBulk: true);
            var list = operation.Selection.Single();
            if (list.Name != "productVariants" || list.Arguments.Count > 0)
            {
                throw new GraphRefusedException("INVALID", "Only all variants are known here.");
            }
            var all = list with { Arguments = new Dictionary<string, GraphValue> { ["first"] = new GraphValue.Literal(int.MaxValue - 1) } };
            var rows = new GraphRun([]).Run(Root(address), [all], null)[list.Alias]!["edges"]!.AsArray().Select(e => e!["node"]!.ToJsonString());
            var number = book.NextId();
            _files.Clear();
            _files.Add(number, string.Concat(rows.Select(r => r + "\n")));
            return Payload("BulkOperationRunQueryPayload", "bulkOperation", Bulk(number, address), null);
        }
        catch (Exception e) when (e is GraphSyntaxException or GraphRefusedException)
        {
            return Payload("BulkOperationRunQueryPayload", "bulkOperation", null, e.Message, "BulkOperationUserError");
        }
    }

    // It is done as soon as somebody looks at it.
    private GraphThing? Bulk(long number, Uri address) => _files.TryGetValue(number, out var file)
        ? GraphThing.Of("BulkOperation", new Dictionary<string, object?>
        {
            ["id"] = ShopifyNumbers.Of("BulkOperation", number), ["status"] = "COMPLETED", ["errorCode"] = null,
            ["objectCount"] = file.Count(c => c == '\n').ToString(CultureInfo.InvariantCulture), ["url"] = $"{address.AbsoluteUri}/{ShopifyApi.Files}/{number}",
        })
        : null;

    private GraphThing Subscribed(JsonObject arguments)
    {
        var (topic, input) = (Text(arguments, "topic"), arguments["webhookSubscription"]!);
        var uri = input["uri"]?.GetValue<string>();
        if (uri is null || !Uri.TryCreate(uri, UriKind.Absolute, out _))
        {
            return Payload("WebhookSubscriptionCreatePayload", "webhookSubscription", null, "Address is invalid");
        }
        if (book.Hooks.Values.Any(h => h.Topic == topic && h.DeliveryUrl == uri))
        {
            return Payload("WebhookSubscriptionCreatePayload", "webhookSubscription", null, "Address for this topic has already been taken");
        }
        var hook = new ShopHook { Id = book.NextId(), Name = topic, Topic = topic, DeliveryUrl = uri };
        book.Hooks.Add(hook.Id, hook);
        return Payload("WebhookSubscriptionCreatePayload", "webhookSubscription", Hook(hook), null);
    }

    private GraphThing Unsubscribed(string id) => book.Hooks.Remove(ShopifyNumbers.Number(id, "WebhookSubscription"))
        ? Payload("WebhookSubscriptionDeletePayload", "deletedWebhookSubscriptionId", id, null)
        : Payload("WebhookSubscriptionDeletePayload", "deletedWebhookSubscriptionId", null, "Webhook subscription does not exist");

    private static GraphThing Hook(ShopHook hook) => GraphThing.Of("WebhookSubscription", new Dictionary<string, object?>
    {
        ["id"] = ShopifyNumbers.Of("WebhookSubscription", hook.Id), ["topic"] = hook.Topic, ["uri"] = hook.DeliveryUrl, ["format"] = "JSON",
    });

    private static GraphThing Payload(string type, string member, object? value, string? fault, string errorType = "UserError") => GraphThing.Of(type, new Dictionary<string, object?>
    {
        [member] = value,
        ["userErrors"] = fault is null
            ? new List<GraphThing>()
            : [GraphThing.Of(errorType, new Dictionary<string, object?> { ["code"] = "INVALID", ["field"] = null, ["message"] = fault })],
    });

    private static string Text(JsonObject arguments, string name) => arguments[name]?.GetValue<string>() ?? "";

    [GeneratedRegex(@"\Aupdated_at:>='([0-9TZ:.-]+)'\z", RegexOptions.CultureInvariant)]
    private static partial Regex Since();
}
