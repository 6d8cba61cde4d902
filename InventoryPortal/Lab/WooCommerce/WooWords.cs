using System.Collections.Frozen;
using System.Globalization;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.WooCommerce;

/// <summary>The store's words for what its book calls neutrally.</summary>
public static class WooWords
{
    private static readonly FrozenDictionary<string, ShopOrderState> ByWord = new Dictionary<string, ShopOrderState>
    {
        ["checkout-draft"] = ShopOrderState.Draft,
        ["pending"] = ShopOrderState.Unpaid,
        ["on-hold"] = ShopOrderState.OnHold,
        ["processing"] = ShopOrderState.Paid,
        ["completed"] = ShopOrderState.Completed,
        ["cancelled"] = ShopOrderState.Cancelled,
        ["refunded"] = ShopOrderState.Refunded,
        ["failed"] = ShopOrderState.Failed,
        ["trash"] = ShopOrderState.Trashed,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ShopOrderState, string> ByState = ByWord.ToFrozenDictionary(w => w.Value, w => w.Key);

    /// <summary>All statuses of an order.</summary>
    public static IEnumerable<string> Statuses => ByWord.Keys;

    public static string Of(ShopOrderState state) => ByState[state];

    /// <summary>Reads a status; null for a word that no store knows.</summary>
    public static ShopOrderState? State(string status) => ByWord.TryGetValue(status, out var state) ? state : null;

    /// <summary>The topic under which an event is told; null for one that a store keeps to itself.</summary>
    public static string? TopicOf(ShopEventKind kind) => kind switch
    {
        ShopEventKind.OrderPlaced => "order.created",
        ShopEventKind.OrderChanged => "order.updated",
        ShopEventKind.OrderRemoved => "order.deleted",
        ShopEventKind.ItemChanged => "product.updated",
        _ => null,
    };

    /// <summary>
    /// Notes how a delivery was answered (0: not at all) and says whether it counts as taken: the seventh failure in a row
    /// switches the webhook off; switching it on again does not reset the count.
    /// </summary>
    public static bool Delivered(ShopHook hook, int status)
    {
        if (status is >= 200 and <= 302)
        {
            hook.Failures = 0;
            return true;
        }
        if (hook.Failures > 5)
        {
            hook.Status = "disabled";
        }
        else
        {
            hook.Failures++;
        }
        return false;
    }
}

/// <summary>Ids of the sellable: <c>11</c>, or <c>161/162</c> for a variation of a product.</summary>
public static class WooIds
{
    public static string Of(ShopProduct item) => Of(item.Id, item.ParentId);

    /// <summary>The item's own id.</summary>
    public static long Item(string externalId) => long.Parse(externalId.AsSpan(externalId.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    private static string Of(long id, long parentId) => parentId == 0 ? $"{id}" : $"{parentId}/{id}";
}

/// <summary>One request as the store saw it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">Path under the API: <c>products/batch</c>.</param>
/// <param name="Query">Query with the question mark, or empty.</param>
/// <param name="Body">Body as text.</param>
/// <param name="Authorization">The header as sent; null without.</param>
public sealed record ShopRequest(string Method, string Route, string Query, string Body, string? Authorization)
{
    /// <summary>Method and route with ids replaced: <c>GET products/{id}/variations</c>.</summary>
    public string Shape => $"{Method} {string.Join('/', Route.Split('/').Select(p => p.Length > 0 && p.All(char.IsAsciiDigit) ? "{id}" : p))}";
}
