using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>The id of a sellable thing: an item that has no SKUs, or a SKU of an item. Written <c>num_iid</c> or <c>num_iid/sku_id</c>.</summary>
/// <param name="Sku">0 for an item without SKUs.</param>
internal readonly record struct TopItemId(long Item, long Sku)
{
    public static TopItemId? Of(string? text) => PairedId.TryParse(text, out var item, out var sku) ? new TopItemId(item, sku) : null;

    public override string ToString() => PairedId.Of(Item, Sku);
}

/// <summary>A SKU. <paramref name="Quantity"/> is null when it is no whole number.</summary>
internal sealed record TopSku(long Id, string? OuterId, string? Barcode, string Name, int? Quantity);

/// <summary>An item as Taobao keeps it.</summary>
/// <param name="Quantity">Of the whole item; null when it is no whole number.</param>
/// <param name="TakenUnpaid">Whether units leave its quantity when they are ordered, and not only when they are paid; null where the item leaves that to its shop.</param>
/// <param name="Skus">Empty for an item that is sold as one thing.</param>
internal sealed record TopItem(long Id, string? OuterId, string? Barcode, string Title, int? Quantity, bool? TakenUnpaid, IReadOnlyList<TopSku> Skus)
{
    /// <summary><c>sub_stock</c> of an item whose units leave at the order, and of one where they leave at the payment.</summary>
    private const int AtOrder = 1;
    private const int AtPayment = 2;

    /// <summary>Null for what is none.</summary>
    public static TopItem? Of(JsonElement item)
    {
        if (item.TopId("num_iid") is not (> 0 and var id) || item.List("skus", "sku") is not { } skus)
        {
            return null;
        }
        var read = skus.Select(SkuOf).ToList();
        return read.Contains(null)
            ? null
            : new TopItem(
                id, item.Text("outer_id"), item.Text("barcode"), item.Text("title") ?? PairedId.Of(id, 0), Whole(item, "num"),
                Whole(item, "sub_stock") switch { AtOrder => true, AtPayment => false, _ => null }, [.. read.OfType<TopSku>()]);
    }

    /// <summary>Whether units leave at the payment. An item that does not say follows its market: Tmall takes them then, Taobao at the order.</summary>
    public bool IsTakenAtPayment(bool isTmall) => !(TakenUnpaid ?? !isTmall);

    private static TopSku? SkuOf(JsonElement sku) => sku.TopId("sku_id") is > 0 and var id
        ? new TopSku(id, sku.Text("outer_id"), sku.Text("barcode"), NameOf(sku.Text("properties_name")), Whole(sku, "quantity"))
        : null;

    // pid:vid:Colour:Black;pid:vid:Size:M
    private static string NameOf(string? properties) => string.Join(
        ", ", (properties ?? "").Split(';').Select(p => p.Split(':')).Where(p => p.Length >= 4).Select(p => p[3].Replace("#cln#", ":", StringComparison.Ordinal)));

    private static int? Whole(JsonElement element, string name) => element.Member(name) is { } value && value.TryWhole(out var whole) ? whole : null;
}

/// <summary>Items found, by their ids, and why the read stopped, if it did.</summary>
internal sealed record TopItemList(IReadOnlyDictionary<long, TopItem> Items, ReadFailure? Failure);

/// <summary>Reads items whose ids are known, with their SKUs.</summary>
internal sealed class TopItemReads(TopCalls calls)
{
    /// <summary>Items of one call: the method's own limit.</summary>
    public const int MaxItems = 20;

    private const string Method = "taobao.items.seller.list.get";

    // All of a SKU's fields are asked for by the name "sku", though they come under "skus".
    private const string Fields = "num_iid,title,outer_id,barcode,num,sub_stock,sku";

    /// <summary>An id that the shop does not have is left out, without an error.</summary>
    public async Task<TopItemList> ReadAsync(TopShop shop, IEnumerable<long> ids, List<CallTrace> traces, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, TopItem>();
        foreach (var chunk in ids.Distinct().Chunk(MaxItems))
        {
            var call = await calls.SendAsync(
                shop, Method, cancellationToken, ("fields", Fields), ("num_iids", string.Join(',', chunk.Select(id => PairedId.Of(id, 0)))));
            traces.Add(call.Trace);
            if (TopFaults.OfRead(call.Answer, calls.Now, shop.Secrets) is { } failure)
            {
                return new TopItemList(found, failure);
            }
            if (((TopAnswer.Good)call.Answer).Response.List("items", "item") is not { } items)
            {
                return new TopItemList(found, new ReadFailure.Unusable("Taobao's answer holds no list of items."));
            }
            foreach (var item in items.Select(TopItem.Of))
            {
                // Which of the items asked for it is cannot be told.
                if (item is null)
                {
                    return new TopItemList(found, new ReadFailure.Unusable("Taobao listed an item that cannot be read."));
                }
                found[item.Id] = item;
            }
        }
        return new TopItemList(found, null);
    }
}
