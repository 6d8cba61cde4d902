using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.WooCommerce;

/// <content>Orders, refunds and webhooks.</content>
internal sealed partial class ShopRoutes
{
    private Reply CreateHook(JsonObject body)
    {
        var hook = new ShopHook { Id = book.NextId() };
        UpdateHook(hook, body);
        book.Hooks.Add(hook.Id, hook);
        return new Reply(201, ShopRender.Hook(hook), Made: hook);
    }

    private Reply CreateOrder(JsonObject body)
    {
        var paid = body["set_paid"]?.GetValue<bool>() == true;
        var status = paid ? ShopOrderState.Paid : WooWords.State(body["status"]?.GetValue<string>() ?? "pending");
        var lines = (body["line_items"] as JsonArray ?? []).OfType<JsonObject>().Select(l => (ItemId(l), l["quantity"]?.GetValue<int>() ?? 1)).ToList();
        if (lines.Exists(l => !book.Products.ContainsKey(l.Item1)))
        {
            return Fail("woocommerce_rest_invalid_product_id", "Invalid product ID.", 400);
        }
        return status is { } known ? new Reply(201, ShopRender.Order(book.Create(known, paid, lines))) : NoSuchStatus();
    }

    private static Reply NoSuchStatus() => Fail("rest_invalid_param", "Invalid parameter(s): status", 400);

    private static long ItemId(JsonObject line) =>
        line["variation_id"]?.GetValue<long>() is { } variation and not 0 ? variation : line["product_id"]?.GetValue<long>() ?? 0;

    private Reply UpdateOrder(ShopOrder? order, JsonObject body)
    {
        if (order is null)
        {
            return Fail("woocommerce_rest_shop_order_invalid_id", "Invalid ID.", 404);
        }
        foreach (var line in (body["line_items"] as JsonArray ?? []).OfType<JsonObject>())
        {
            book.Edit(order, order.Lines.Single(l => l.Id == line["id"]!.GetValue<long>()), line["quantity"]!.GetValue<int>());
        }
        if (body["status"]?.GetValue<string>() is { } status)
        {
            if (WooWords.State(status) is not { } known)
            {
                return NoSuchStatus();
            }
            book.Move(order, known, body["set_paid"]?.GetValue<bool>() == true);
        }
        return new Reply(200, ShopRender.Order(order));
    }

    private Reply Refund(ShopOrder? order, JsonObject body)
    {
        if (order is null)
        {
            return Fail("woocommerce_rest_shop_order_invalid_id", "Invalid ID.", 404);
        }
        var lines = (body["line_items"] as JsonArray ?? []).OfType<JsonObject>().Select(
            l => (order.Lines.Single(o => $"{o.Id}" == l["id"]!.ToString()), l["quantity"]!.GetValue<int>())).ToList();
        var id = book.Refund(order, lines, body["api_restock"]?.GetValue<bool>() != false);
        return new Reply(201, new JsonObject { ["id"] = id });
    }

    private static Reply UpdateHook(ShopHook? hook, JsonObject body)
    {
        if (hook is null)
        {
            return Fail("woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.", 404);
        }
        hook.Name = body["name"]?.GetValue<string>() ?? hook.Name;
        hook.Topic = body["topic"]?.GetValue<string>() ?? hook.Topic;
        hook.DeliveryUrl = body["delivery_url"]?.GetValue<string>() ?? hook.DeliveryUrl;
        hook.Secret = body["secret"]?.GetValue<string>() ?? hook.Secret;
        hook.Status = body["status"]?.GetValue<string>() ?? hook.Status;
        return new Reply(200, ShopRender.Hook(hook));
    }

    private Reply DeleteHook(ShopHook? hook)
    {
        if (hook is null)
        {
            return Fail("woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.", 404);
        }
        book.Hooks.Remove(hook.Id);
        return new Reply(200, ShopRender.Hook(hook));
    }
}
