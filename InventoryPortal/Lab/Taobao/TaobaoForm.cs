using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace InventoryPortal.Lab.Taobao;

/// <summary>A parameter of a method.</summary>
/// <param name="IsGood">Whether a value is one.</param>
internal sealed record TaobaoParameter(string Name, bool IsRequired, Func<string, bool> IsGood);

/// <summary>
/// What each method takes: names, types and limits. Stricter than the platform in one thing: a parameter that a method does not know
/// is refused and not passed over, so that a misspelt one shows.
/// </summary>
internal static partial class TaobaoForm
{
    public const string OnSale = "taobao.items.onsale.get";
    public const string Warehouse = "taobao.items.inventory.get";
    public const string Details = "taobao.items.seller.list.get";
    public const string WriteOne = "taobao.item.quantity.update";
    public const string WriteSkus = "taobao.skus.quantity.update";
    public const string WriteTmall = "tmall.item.quantity.update";
    public const string Trades = "taobao.trades.sold.increment.get";
    public const string Trade = "taobao.trade.fullinfo.get";
    public const string Seller = "taobao.user.seller.get";
    public const string Consume = "taobao.tmc.messages.consume";
    public const string Confirm = "taobao.tmc.messages.confirm";
    public const string Permit = "taobao.tmc.user.permit";
    public const string Permitted = "taobao.tmc.user.get";

    /// <summary>SKUs of one write and items of one look; messages of one confirmation.</summary>
    private const int MaxTogether = 20;
    private const int MaxMessages = 200;

    /// <summary>Pages of what is on sale, bounded by items besides, and of what lies in the warehouse.</summary>
    private const int MaxPages = 20_000;
    private const int MaxWarehousePages = 101;

    private static TaobaoParameter[] Listing(int maxPages) =>
    [
        new("fields", true, Fields("num_iid,modified,title,num,outer_id,approve_status,price")),
        new("order_by", false, v => v is "modified:asc" or "modified:desc"),
        new("start_modified", false, IsInstant), new("end_modified", false, IsInstant),
        new("page_no", false, v => IsBetween(v, 1, maxPages)), new("page_size", false, v => IsBetween(v, 1, 200)),
    ];

    /// <summary>By method; one that is not here is not known.</summary>
    public static readonly IReadOnlyDictionary<string, TaobaoParameter[]> Methods = new Dictionary<string, TaobaoParameter[]>(StringComparer.Ordinal)
    {
        [OnSale] = Listing(MaxPages),
        [Warehouse] = [.. Listing(MaxWarehousePages), new("banner", false, v => v is "for_shelved" or "sold_out" or "off_shelf" or "never_on_shelf" or "regular_shelved")],
        [Details] =
        [
            new("fields", true, Fields("num_iid,title,outer_id,barcode,num,sub_stock,sku,modified")),
            new("num_iids", true, v => v.Split(',') is { Length: <= MaxTogether } ids && ids.All(IsId)),
        ],
        [WriteOne] =
        [
            new("num_iid", true, IsId), new("quantity", true, IsWhole), new("sku_id", false, IsId), new("outer_id", false, _ => true), new("type", false, IsWay),
        ],
        [WriteSkus] =
        [
            new("num_iid", true, IsId), new("skuid_quantities", false, v => Pairs().IsMatch(v) && v.Split(';').Length <= MaxTogether),
            new("outerid_quantities", false, v => v.Split(';').Length <= MaxTogether), new("type", false, IsWay),
        ],
        [WriteTmall] =
        [
            new("item_id", true, IsId), new("item_quantity", false, IsWhole), new("sku_quantities", false, v => TmallSkus(v) is not null), new("options", false, IsTmallOptions),
        ],
        [Trades] =
        [
            new("fields", true, Fields("tid,status,created,modified,pay_time,orders")), new("start_modified", true, IsInstant), new("end_modified", true, IsInstant),
            new("page_no", false, v => IsBetween(v, 1, 10_000)), new("page_size", false, v => IsBetween(v, 1, 100)), new("use_has_next", false, v => v is "true" or "false"),
        ],
        [Trade] = [new("fields", true, Fields("tid,status,created,modified,pay_time,orders")), new("tid", true, IsId)],
        [Seller] = [new("fields", true, Fields("user_id,nick"))],
        [Consume] = [new("group_name", false, v => v == "default"), new("quantity", false, v => IsBetween(v, 10, MaxMessages))],
        [Confirm] =
        [
            new("group_name", false, v => v == "default"), new("s_message_ids", true, v => v.Split(',') is { Length: <= MaxMessages } ids && ids.All(IsId)),
        ],
        [Permit] = [new("topics", false, v => v.Split(',').Length <= 100)],
        [Permitted] = [new("fields", true, Fields("user_nick,topics,is_valid")), new("nick", true, v => v.Length <= 100), new("user_platform", false, _ => true)],
    };

    /// <summary>SKU to quantity of a Tmall write; null for what is none. SKUs by id only: the three ways of naming one may not be mixed.</summary>
    public static IReadOnlyList<(long Sku, int Quantity)>? TmallSkus(string json)
    {
        var list = Parse(json) as JsonArray;
        var read = list?.Select(n => n is JsonObject { Count: 2 } o && o["sku_id"] is JsonValue id && id.TryGetValue<long>(out var sku)
            && o["quantity"] is JsonValue given && given.TryGetValue<int>(out var quantity) ? (sku, quantity) : ((long, int)?)null).ToList();
        return read is { Count: > 0 and <= MaxTogether } && !read.Contains(null) ? [.. read.Select(r => r!.Value)] : null;
    }

    /// <summary>Whether a Tmall write adds instead of replacing.</summary>
    public static bool TmallAdds(string? json) => (int?)(json is null ? null : Parse(json) as JsonObject)?["type"] == 2;

    private static bool IsTmallOptions(string json) => Parse(json) is JsonObject options
        && options.All(m => m.Key is "type" or "outer_biz_key")
        && options["type"] is null or JsonValue && (options["type"] is not JsonValue type || (type.TryGetValue<int>(out var way) && way is 1 or 2));

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Func<string, bool> Fields(string known)
    {
        var set = known.Split(',').ToHashSet(StringComparer.Ordinal);
        return v => v.Split(',').All(set.Contains);
    }

    private static bool IsId(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0;

    private static bool IsWhole(string value) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static bool IsWay(string value) => value is "1" or "2";

    private static bool IsBetween(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;

    private static bool IsInstant(string value) => TaobaoWords.TryInstant(value, out _);

    [GeneratedRegex(@"^\d{1,19}:-?\d{1,9}(;\d{1,19}:-?\d{1,9})*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pairs();
}
