using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Channels.Taobao;

/// <summary>Plans and words writes of quantities, always absolute. Pure.</summary>
internal static class TopPush
{
    /// <summary>SKUs of one call, all of one item: the methods' own limit.</summary>
    public const int MaxSkus = 20;

    /// <summary>Route of pushes whose id is none of Taobao's; nothing is sent for them.</summary>
    public const string NowhereRoute = "nowhere";

    private const string OneMethod = "taobao.item.quantity.update";
    private const string SkusMethod = "taobao.skus.quantity.update";
    private const string TmallMethod = "tmall.item.quantity.update";

    /// <summary>What is written stands in place of what was there; 2 would add to it.</summary>
    private const string Absolute = "1";

    /// <summary>SKUs of one item together, an item without SKUs by itself.</summary>
    public static IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) =>
        [.. BatchPlan.Split(pushes, p => RouteOf(TopItemId.Of(p.ExternalId)), MaxSkus).Select(call => new PushCall(call.Route, call.Items))];

    /// <summary>The item that a planned call is about.</summary>
    public static long ItemOf(PushCall call) => IdOf(call.Pushes[0]).Item;

    /// <summary>The id of the pushed thing; the call was planned, so it is one.</summary>
    public static TopItemId IdOf(QuantityPush push) => TopItemId.Of(push.ExternalId) ?? default;

    /// <summary>The method that a call goes to, and what it says.</summary>
    public static (string Method, (string Name, string? Value)[] Parameters) Words(PushCall call, bool isTmall)
    {
        var item = Text(ItemOf(call));
        if (IdOf(call.Pushes[0]).Sku == 0)
        {
            var quantity = Text(call.Pushes[0].Quantity);
            return isTmall
                ? (TmallMethod, [("item_id", item), ("item_quantity", quantity), ("options", TmallOptions)])
                : (OneMethod, [("num_iid", item), ("quantity", quantity), ("type", Absolute)]);
        }
        return isTmall
            ? (TmallMethod, [("item_id", item), ("sku_quantities", TmallSkus(call.Pushes)), ("options", TmallOptions)])
            : (SkusMethod,
                [("num_iid", item), ("skuid_quantities", string.Join(';', call.Pushes.Select(p => $"{Text(IdOf(p).Sku)}:{Text(p.Quantity)}"))), ("type", Absolute)]);
    }

    private const string TmallOptions = """{"type":1}""";

    private static string TmallSkus(IReadOnlyList<QuantityPush> pushes) =>
        $"[{string.Join(',', pushes.Select(p => $$"""{"sku_id":{{Text(IdOf(p).Sku)}},"quantity":{{Text(p.Quantity)}}}"""))}]";

    private static string RouteOf(TopItemId? id) => id switch
    {
        null => NowhereRoute,
        { Sku: 0 } item => $"items/{Text(item.Item)}",
        { } sku => $"items/{Text(sku.Item)}/skus",
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads the answer to a write. Pure.</summary>
internal static class TopPushVerdicts
{
    /// <summary>Code of a push to a SKU that its item no longer has.</summary>
    public const string SkuGone = "sku_gone";

    /// <summary>One verdict per push, in their order.</summary>
    public static IReadOnlyList<ItemVerdict> Read(PushCall call, bool isTmall, TopAnswer answer, DateTimeOffset now, IReadOnlyList<string> secrets)
    {
        if (TopFaults.OfPush(answer, now, secrets) is { } whole)
        {
            return All(call, whole);
        }
        var response = ((TopAnswer.Good)answer).Response;
        return isTmall ? OfTmall(call, response) : OfItem(call, response);
    }

    /// <summary>The same verdict for every push of the call.</summary>
    public static IReadOnlyList<ItemVerdict> All(PushCall call, PushVerdict verdict) => [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, verdict))];

    // The whole call was done or refused; its answer names the item and no quantities.
    private static IReadOnlyList<ItemVerdict> OfTmall(PushCall call, JsonElement response) =>
        response.TopId("quantity_update_result") == TopPush.ItemOf(call)
            ? [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, new PushVerdict.Applied(p.Quantity)))]
            : All(call, new PushVerdict.Unknown("Tmall's answer does not name the item that was written."));

    private static IReadOnlyList<ItemVerdict> OfItem(PushCall call, JsonElement response)
    {
        if (response.Member("item") is not { } item || item.TopId("num_iid") != TopPush.ItemOf(call) || item.List("skus", "sku") is not { } skus)
        {
            return All(call, new PushVerdict.Unknown("Taobao's answer does not show the item that was written."));
        }
        var shown = skus.Where(s => s.TopId("sku_id") > 0).GroupBy(s => s.TopId("sku_id")).ToDictionary(g => g.Key, g => g.First());
        return [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, TopPush.IdOf(p).Sku is > 0 and var sku
            ? OfFigure(p, shown.TryGetValue(sku, out var found) ? found.Member("quantity") : null)
            : OfFigure(p, item.Member("num"))))];
    }

    private static PushVerdict OfFigure(QuantityPush push, JsonElement? figure)
    {
        if (figure is not { } given || !given.TryWhole(out var shown))
        {
            return new PushVerdict.Unknown("Taobao's answer shows no whole quantity for this thing.");
        }
        // A sale between the write and the answer, or another program's write: the next look tells.
        return shown == push.Quantity
            ? new PushVerdict.Applied(shown)
            : new PushVerdict.Unknown(string.Create(CultureInfo.InvariantCulture, $"Taobao was given {push.Quantity} and shows {shown}."));
    }
}
