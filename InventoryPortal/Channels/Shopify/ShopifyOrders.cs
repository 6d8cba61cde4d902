using System.Globalization;
using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Channels.Shopify;

/// <summary>
/// Reads orders. A webhook names a line's variant and not its inventory item, which variants may share: every order that is heard of
/// is read, its lines page by page, and its refunds only where units are missing from a line.
/// </summary>
internal sealed class ShopifyOrders(ShopifyCalls calls)
{
    /// <summary>Pages of lines of one order: more than any cart.</summary>
    private const int MaxLinePages = 200;

    /// <summary>Pages of lines of one refund.</summary>
    private const int MaxRefundPages = 200;

    public async Task<OrderPage> ReadPageAsync(ShopifyShop shop, OrderQuery query, CancellationToken cancellationToken)
    {
        var from = query.ModifiedFrom.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        using var reply = await calls.AskAsync(
            shop,
            ShopifyDocuments.Orders,
            json =>
            {
                ShopifyPage.After(json, query.Cursor);
                json.WriteString("query", $"updated_at:>='{from}'");
            },
            cancellationToken);
        if (reply.Fault is { } fault)
        {
            return new OrderPage([], null, null, fault.Read);
        }
        if (ShopifyPage.Of(reply.Data.Member("orders")) is not { } page)
        {
            return new OrderPage([], null, reply.ShopNow, new ReadFailure.Unusable("The shop's answer is not a page of orders."));
        }
        var orders = page.Nodes.Select(Raw).ToList();
        return orders.Contains(null)
            ? new OrderPage([.. orders.OfType<RawOrder>()], null, reply.ShopNow, new ReadFailure.Unusable("The shop listed an order without an id or an instant of change."))
            : new OrderPage([.. orders.OfType<RawOrder>()], page.Next, reply.ShopNow, null);
    }

    public async Task<OrderReading> ReadOneAsync(ShopifyShop shop, string orderId, CancellationToken cancellationToken)
    {
        if (!ShopifyIds.TryPlain(orderId, out var number))
        {
            return new OrderReading(null, null);
        }
        var order = new ShopifyOrderBody(number);
        string? after = null;
        for (var page = 0; page < MaxLinePages; page++)
        {
            using var reply = await calls.AskAsync(shop, ShopifyDocuments.Order, json => Variables(json, order.Gid, after), cancellationToken);
            if (reply.Fault is { } fault)
            {
                return Failed(fault.Read);
            }
            if (reply.Data.Member("order") is not { } body)
            {
                // Null is no such order; an answer without the member says nothing.
                return reply.Data.TryGetProperty("order", out _) && page == 0 ? new OrderReading(null, null) : Unusable("The shop answered without the order.");
            }
            if (order.Take(body, out after) is { } problem)
            {
                return Failed(problem);
            }
            if (after is null)
            {
                return await WithRefundsAsync(shop, order, cancellationToken);
            }
        }
        return Unusable($"The order has more than {MaxLinePages} pages of lines.");
    }

    private async Task<OrderReading> WithRefundsAsync(ShopifyShop shop, ShopifyOrderBody order, CancellationToken cancellationToken)
    {
        if (order.IsWhole)
        {
            return new OrderReading(order.Snapshot(), null);
        }
        using var reply = await calls.AskAsync(shop, ShopifyDocuments.Refunds, json => json.WriteString("id", order.Gid), cancellationToken);
        if (reply.Fault is { } fault)
        {
            return Failed(fault.Read);
        }
        if (order.Refunds(reply.Data.Member("order"), out var refunds) is { } problem)
        {
            return Failed(problem);
        }
        foreach (var refund in refunds)
        {
            if (await TakeRefundAsync(shop, order, refund, cancellationToken) is { } failure)
            {
                return Failed(failure);
            }
        }
        return new OrderReading(order.Snapshot(), null);
    }

    private async Task<ReadFailure?> TakeRefundAsync(ShopifyShop shop, ShopifyOrderBody order, string refund, CancellationToken cancellationToken)
    {
        string? after = null;
        for (var page = 0; page < MaxRefundPages; page++)
        {
            using var reply = await calls.AskAsync(shop, ShopifyDocuments.RefundLines, json => Variables(json, refund, after), cancellationToken);
            if (reply.Fault is { } fault)
            {
                return fault.Read;
            }
            if (order.TakeRefund(reply.Data.Member("node"), out after) is { } problem)
            {
                return problem;
            }
            if (after is null)
            {
                return null;
            }
        }
        return new ReadFailure.Unusable($"A refund has more than {MaxRefundPages} pages of lines.");
    }

    private static void Variables(Utf8JsonWriter json, string id, string? after)
    {
        json.WriteString("id", id);
        ShopifyPage.After(json, after);
    }

    private static RawOrder? Raw(JsonElement order) =>
        ShopifyIds.TryNumber(order.Text("id"), ShopifyIds.Order, out var number) && order.UtcInstant("updatedAt") is { } updated
            ? new RawOrder(number.ToString(CultureInfo.InvariantCulture), updated, Encoding.UTF8.GetBytes(order.GetRawText())) { NamesOnly = true }
            : null;

    private static OrderReading Unusable(string reason) => Failed(new ReadFailure.Unusable(reason));

    private static OrderReading Failed(ReadFailure failure) => new(null, failure);
}
