using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Taobao;

/// <summary>The shop's items as the platform lists, shows and writes them. An item of which nothing is left lies with the sold-out ones.</summary>
internal sealed class TaobaoGoods(ShopBook book)
{
    /// <summary>The platform's own, where a caller names none.</summary>
    private const int UsualPage = 40;

    /// <summary>Items that may be paged over.</summary>
    private const int MaxPaged = 20_000;

    public LabReply List(IReadOnlyDictionary<string, string> form)
    {
        var method = form["method"];
        var (page, size) = (Number(form, "page_no", 1), Number(form, "page_size", UsualPage));
        if (page * size > MaxPaged)
        {
            return TaobaoError.Service("isv.invalid-parameter", "page_no").Reply();
        }
        var from = TaobaoWords.TryInstant(form.GetValueOrDefault("start_modified"), out var start) ? start : DateTimeOffset.MinValue;
        var to = TaobaoWords.TryInstant(form.GetValueOrDefault("end_modified"), out var end) ? end : DateTimeOffset.MaxValue;
        var there = Items().Where(i => IsHere(method, form.GetValueOrDefault("banner"), i) && Modified(i) >= from && Modified(i) <= to).ToList();
        var ordered = form.GetValueOrDefault("order_by") == "modified:desc" ? there.OrderByDescending(Modified).ThenByDescending(i => i.Id) : there.OrderBy(Modified).ThenBy(i => i.Id);
        var shown = ordered.Skip((page - 1) * size).Take(size).Select(i => (JsonNode)TaobaoWords.Only(Render(i), form["fields"]));
        var body = new JsonObject { ["total_results"] = there.Count };
        if (TaobaoWords.List("item", shown) is { } items)
        {
            body["items"] = items;
        }
        return TaobaoWords.Good(method, body);
    }

    /// <summary>An id that the shop does not have is left out.</summary>
    public LabReply Details(IReadOnlyDictionary<string, string> form)
    {
        var found = form["num_iids"].Split(',').Select(id => Find(Id(id))).OfType<ShopProduct>().Select(i => (JsonNode)TaobaoWords.Only(Render(i), form["fields"]));
        var body = new JsonObject();
        if (TaobaoWords.List("item", found) is { } items)
        {
            body["items"] = items;
        }
        return TaobaoWords.Good(form["method"], body);
    }

    public LabReply WriteOne(IReadOnlyDictionary<string, string> form)
    {
        var quantity = int.Parse(form["quantity"], CultureInfo.InvariantCulture);
        var sku = form.TryGetValue("sku_id", out var given) ? Id(given) : 0;
        return Write(form, Id(form["num_iid"]), [(sku, quantity)], form.GetValueOrDefault("type") == "2");
    }

    public LabReply WriteSkus(IReadOnlyDictionary<string, string> form)
    {
        if (!form.TryGetValue("skuid_quantities", out var text))
        {
            return TaobaoError.Missing("skuid_quantities").Reply();
        }
        var pairs = text.Split(';').Select(p => p.Split(':')).Select(p => (Id(p[0]), int.Parse(p[1], CultureInfo.InvariantCulture))).ToList();
        return Write(form, Id(form["num_iid"]), pairs, form.GetValueOrDefault("type") == "2");
    }

    public LabReply WriteTmall(IReadOnlyDictionary<string, string> form)
    {
        var pairs = form.TryGetValue("sku_quantities", out var json) ? TaobaoForm.TmallSkus(json)!
            : form.TryGetValue("item_quantity", out var whole) ? [(0, int.Parse(whole, CultureInfo.InvariantCulture))] : [];
        if (pairs.Count == 0)
        {
            return TaobaoError.Missing("item_quantity").Reply();
        }
        var refusal = Apply(Id(form["item_id"]), pairs, TaobaoForm.TmallAdds(form.GetValueOrDefault("options")));
        return refusal?.Reply() ?? TaobaoWords.Good(form["method"], new JsonObject { ["quantity_update_result"] = form["item_id"] });
    }

    /// <summary>What a message says of a thing's quantity.</summary>
    public JsonObject Stock(ShopProduct thing)
    {
        var item = thing.ParentId == 0 ? thing : book.Products[thing.ParentId];
        var content = new JsonObject { ["num_iid"] = TaobaoIds.Item(item.Id), ["num"] = Num(item), ["nick"] = TaobaoQueue.Nick };
        if (thing.ParentId != 0)
        {
            (content["sku_id"], content["sku_num"]) = (TaobaoIds.Sku(thing.Id), thing.Stock);
        }
        return content;
    }

    private LabReply Write(IReadOnlyDictionary<string, string> form, long numIid, IReadOnlyList<(long Sku, int Quantity)> pairs, bool adds)
    {
        if (Apply(numIid, pairs, adds) is { } refusal)
        {
            return refusal.Reply();
        }
        var item = Find(numIid)!;
        var body = new JsonObject { ["num_iid"] = numIid, ["modified"] = TaobaoWords.Instant(Modified(item)), ["num"] = Num(item) };
        if (TaobaoWords.List("sku", pairs.Where(p => p.Sku > 0).Select(p => book.Products[TaobaoIds.SkuId(p.Sku)]).Select(s => (JsonNode)new JsonObject
            {
                ["sku_id"] = TaobaoIds.Sku(s.Id), ["modified"] = TaobaoWords.Instant(s.Modified), ["quantity"] = s.Stock,
            })) is { } skus)
        {
            body["skus"] = skus;
        }
        return TaobaoWords.Good(form["method"], new JsonObject { ["item"] = body });
    }

    // All or nothing: one SKU that is not there refuses the call.
    private TaobaoError? Apply(long numIid, IReadOnlyList<(long Sku, int Quantity)> pairs, bool adds)
    {
        if (Find(numIid) is not { } item)
        {
            return TaobaoError.Service("isv.item-not-exist:invalid-numIid", "The item does not exist");
        }
        var things = pairs.Select(p => p.Sku == 0 ? item.Variations.Count == 0 ? item : null : Sku(item, p.Sku)).ToList();
        if (things.Contains(null))
        {
            return TaobaoError.Service("isv.sku-not-exist", "A SKU does not exist");
        }
        if (!adds && pairs.Any(p => p.Quantity < 0))
        {
            return TaobaoError.Service("isv.invalid-parameter:quantity", "A quantity is negative");
        }
        foreach (var (thing, (_, quantity)) in things.Zip(pairs))
        {
            book.SetStock(thing!, adds ? Math.Max(0, thing!.Stock + quantity) : quantity);
        }
        return null;
    }

    private JsonObject Render(ShopProduct item) => new()
    {
        ["num_iid"] = TaobaoIds.Item(item.Id),
        ["title"] = item.Name,
        ["outer_id"] = item.Sku,
        ["barcode"] = item.Barcode,
        ["num"] = Num(item),
        ["modified"] = TaobaoWords.Instant(Modified(item)),
        ["approve_status"] = Num(item) > 0 ? "onsale" : "instock",
        ["price"] = "99.00",
        ["sub_stock"] = 2,
        ["skus"] = TaobaoWords.List("sku", item.Variations.Select(id => (JsonNode)Render(item, book.Products[id]))),
    };

    private static JsonObject Render(ShopProduct item, ShopProduct sku) => new()
    {
        ["sku_id"] = TaobaoIds.Sku(sku.Id),
        ["num_iid"] = TaobaoIds.Item(item.Id),
        ["outer_id"] = sku.Sku,
        ["barcode"] = sku.Barcode,
        ["properties_name"] = PropertiesOf(item, sku),
        ["quantity"] = sku.Stock,
        ["modified"] = TaobaoWords.Instant(sku.Modified),
    };

    /// <summary>What a SKU is called beside its item: "Chalk" of "Stoneware mug, Chalk".</summary>
    public static string KindOf(ShopProduct item, string sku) =>
        sku.StartsWith(item.Name + ", ", StringComparison.Ordinal) ? sku[(item.Name.Length + 2)..] : sku;

    // pid:vid:name:value
    private static string PropertiesOf(ShopProduct item, ShopProduct sku) => string.Create(
        CultureInfo.InvariantCulture, $"1627207:{sku.Id}:Kind:{KindOf(item, sku.Name).Replace(":", "#cln#", StringComparison.Ordinal).Replace(';', ',')}");

    private IEnumerable<ShopProduct> Items() => book.Products.Values.Where(p => p.ParentId == 0);

    private static ShopProduct? Sku(ShopProduct item, long skuId, ShopBook book) =>
        book.Products.TryGetValue(TaobaoIds.SkuId(skuId), out var sku) && sku.ParentId == item.Id ? sku : null;

    private ShopProduct? Sku(ShopProduct item, long skuId) => Sku(item, skuId, book);

    private ShopProduct? Find(long numIid) => book.Products.TryGetValue(TaobaoIds.ItemId(numIid), out var item) && item.ParentId == 0 ? item : null;

    private int Num(ShopProduct item) => item.Variations.Count == 0 ? item.Stock : item.Variations.Sum(id => book.Products[id].Stock);

    private DateTimeOffset Modified(ShopProduct item) => item.Variations.Select(id => book.Products[id].Modified).Append(item.Modified).Max();

    private bool IsHere(string method, string? banner, ShopProduct item) => method == TaobaoForm.OnSale ? Num(item) > 0 : banner == "sold_out" && Num(item) <= 0;

    private static long Id(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static int Number(IReadOnlyDictionary<string, string> form, string name, int usual) =>
        form.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
