using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Shopify;

/// <summary>Writes quantities as the shop does: all of them or none, each only if it shows what was expected, and a key only once.</summary>
internal sealed class ShopifyQuantities(ShopBook book, ShopifyThings things)
{
    /// <summary>Keys remembered.</summary>
    private const int MaxKeys = 2_000;

    /// <summary>Largest and smallest quantity that the API takes.</summary>
    private const int Largest = 1_000_000_000;

    private static readonly HashSet<string> Reasons = new(StringComparer.Ordinal)
    {
        "correction", "cycle_count_available", "damaged", "other", "promotion", "received", "restock", "shrinkage",
    };

    private readonly Dictionary<string, (string Input, GraphThing? Answer)> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    private sealed record Entry(string Item, string Location, int Quantity, int? From);

    /// <param name="halfFails">Every second quantity is said to be stale, though it is not.</param>
    public GraphThing Set(JsonObject input, string key, bool halfFails)
    {
        var text = input.ToJsonString();
        if (_keys.TryGetValue(key, out var first))
        {
            return first.Input != text ? Refused([Error("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", null, "The same idempotency key was used with other parameters.")])
                : first.Answer ?? Refused([Error("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", null, "The previous attempt with this key failed.")]);
        }
        var entries = input["quantities"]!.AsArray().Select(q => new Entry(
            q!["inventoryItemId"]!.GetValue<string>(), q["locationId"]!.GetValue<string>(), q["quantity"]!.GetValue<int>(), q["changeFromQuantity"]?.GetValue<int>())).ToList();
        var errors = Whole(input).Concat(entries.Select((e, i) => Fault(e, i, entries, halfFails)).OfType<GraphThing>()).ToList();
        var answer = errors.Count > 0 ? null : Done(entries, input["reason"]!.GetValue<string>());
        Remember(key, text, answer);
        return answer ?? Refused(errors);
    }

    private void Remember(string key, string input, GraphThing? answer)
    {
        _keys.Add(key, (input, answer));
        _order.Enqueue(key);
        if (_order.Count > MaxKeys)
        {
            _keys.Remove(_order.Dequeue());
        }
    }

    private static IEnumerable<GraphThing> Whole(JsonObject input)
    {
        if (input["name"]!.GetValue<string>() != "available")
        {
            yield return Error("INVALID_NAME", null, "The quantity name must be available here.");
        }
        if (!Reasons.Contains(input["reason"]!.GetValue<string>()))
        {
            yield return Error("INVALID_REASON", null, "The reason is none of the known ones.");
        }
    }

    private GraphThing? Fault(Entry entry, int index, List<Entry> all, bool halfFails)
    {
        var product = things.Product(entry.Item);
        return product is null ? Error("INVALID_INVENTORY_ITEM", Path(index, "inventoryItemId"), "The specified inventory item could not be found.")
            : entry.Location != ShopifyNumbers.LocationGid || !product.ManageStock ? Error("INVALID_LOCATION", Path(index, "locationId"), "The item is not stocked at the location.")
            : all.FindIndex(e => e.Item == entry.Item && e.Location == entry.Location) != index
                ? Error("NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", Path(index, "inventoryItemId"), "An item stands twice.")
            : entry.Quantity < 0 ? Error("INVALID_QUANTITY_NEGATIVE", Path(index, "quantity"), "The quantity can't be negative.")
            : entry.Quantity > Largest ? Error("INVALID_QUANTITY_TOO_HIGH", Path(index, "quantity"), "The quantity can't be higher than 1,000,000,000.")
            : (entry.From is { } from && from != product.Stock) || (halfFails && index % 2 == 1)
                ? Error("CHANGE_FROM_QUANTITY_STALE", Path(index, "changeFromQuantity"), "The changeFromQuantity does not match the present quantity.")
            : null;
    }

    private GraphThing Done(List<Entry> entries, string reason)
    {
        var changes = new List<GraphThing>();
        foreach (var entry in entries)
        {
            var product = things.Product(entry.Item)!;
            if (product.Stock != entry.Quantity)
            {
                changes.Add(GraphThing.Of("InventoryChange", new Dictionary<string, object?>
                {
                    ["name"] = "available", ["delta"] = entry.Quantity - product.Stock, ["quantityAfterChange"] = entry.Quantity, ["item"] = ShopifyThings.Item(product), ["location"] = ShopifyThings.Location,
                }));
                book.SetStock(product, entry.Quantity);
            }
        }
        // Where nothing had to change there is no group of changes.
        var group = changes.Count == 0 ? null : GraphThing.Of("InventoryAdjustmentGroup", new Dictionary<string, object?>
        {
            ["id"] = ShopifyNumbers.Of("InventoryAdjustmentGroup", book.NextId()), ["reason"] = reason, ["changes"] = changes,
        });
        return Payload(group, []);
    }

    private static GraphThing Refused(IReadOnlyList<GraphThing> errors) => Payload(null, errors);

    private static GraphThing Payload(GraphThing? group, IReadOnlyList<GraphThing> errors) =>
        GraphThing.Of("InventorySetQuantitiesPayload", new Dictionary<string, object?> { ["inventoryAdjustmentGroup"] = group, ["userErrors"] = errors });

    private static GraphThing Error(string code, IReadOnlyList<object?>? field, string message) =>
        GraphThing.Of("InventorySetQuantitiesUserError", new Dictionary<string, object?> { ["code"] = code, ["field"] = field, ["message"] = message });

    private static List<object?> Path(int index, string member) => ["input", "quantities", index.ToString(CultureInfo.InvariantCulture), member];
}
