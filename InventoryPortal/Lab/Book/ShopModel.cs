using System.Text.Json.Serialization;

namespace InventoryPortal.Lab.Book;

/// <summary>A thing as the simulated shop keeps it: a simple product, or a product with variations and each of those.</summary>
public sealed class ShopProduct
{
    public required long Id { get; init; }

    /// <summary>0 for a product, else the product that this is a variation of.</summary>
    public long ParentId { get; init; }

    /// <summary>simple, variable or variation; a dialect may know more words.</summary>
    public required string Type { get; init; }

    /// <summary>Name of a product; of a variation its option, such as a size.</summary>
    public required string Name { get; init; }

    public string Sku { get; init; } = "";

    public string Barcode { get; init; } = "";

    /// <summary>Whether this very item keeps a quantity.</summary>
    public bool ManageStock { get; set; }

    /// <summary>Units on show; negative after an oversell.</summary>
    public int Stock { get; set; }

    public DateTimeOffset Modified { get; set; }

    /// <summary>Units sold in closed orders that the shop has filed away.</summary>
    public int FiledUnits { get; set; }

    /// <summary>Ids of a product's variations, in the order in which they were added.</summary>
    public List<long> Variations { get; } = [];
}

/// <summary>One line of an order. Units.</summary>
public sealed class ShopLine
{
    public required long Id { get; init; }

    public required long ProductId { get; init; }

    /// <summary>0 for a simple product.</summary>
    public long VariationId { get; init; }

    public required string Name { get; init; }

    public required string Sku { get; init; }

    public int Quantity { get; set; }

    /// <summary>Units that the shop took from its shelf for this line; null when it took none or gave them back.</summary>
    public int? ReducedStock { get; set; }

    /// <summary>Units that refunds put back on the shelf; null when none did.</summary>
    public int? Restocked { get; set; }

    /// <summary>Units paid back, whether or not they came back to the shelf.</summary>
    public int Refunded { get; set; }

    /// <summary>The item bought: the variation, or the simple product.</summary>
    [JsonIgnore]
    public long ItemId => VariationId == 0 ? ProductId : VariationId;
}

/// <summary>Money given back for units of an order.</summary>
/// <param name="Units">Line id to units.</param>
/// <param name="Restocked">Whether the units came back to the shelf.</param>
public sealed record ShopRefund(long Id, string Reason, DateTimeOffset At, IReadOnlyDictionary<long, int> Units, bool Restocked);

/// <summary>Where an order stands, in neutral words; the names on disk are those of the first shops.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ShopOrderState>))]
public enum ShopOrderState
{
    /// <summary>A cart at the checkout: not an order yet.</summary>
    [JsonStringEnumMemberName("checkout-draft")]
    Draft,

    /// <summary>Placed, not paid.</summary>
    [JsonStringEnumMemberName("pending")]
    Unpaid,

    /// <summary>Placed, the payment is on its way (a bank transfer).</summary>
    [JsonStringEnumMemberName("on-hold")]
    OnHold,

    /// <summary>Paid, to be sent.</summary>
    [JsonStringEnumMemberName("processing")]
    Paid,

    /// <summary>Sent.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Called off before it was sent.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Every unit paid back.</summary>
    [JsonStringEnumMemberName("refunded")]
    Refunded,

    /// <summary>The payment failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Thrown away by the merchant.</summary>
    [JsonStringEnumMemberName("trash")]
    Trashed,
}

/// <summary>An order of the simulated shop.</summary>
public sealed class ShopOrder
{
    public required long Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ShopOrderState Status { get; set; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Modified { get; set; }

    public DateTimeOffset? Paid { get; set; }

    public List<ShopLine> Lines { get; } = [];

    public List<ShopRefund> Refunds { get; } = [];
}

/// <summary>An address to which the shop sends its events. Not kept on disk: the portal sees to them again at every start.</summary>
public sealed class ShopHook
{
    public required long Id { get; init; }

    public string Name { get; set; } = "";

    /// <summary>In the dialect's own words.</summary>
    public string Topic { get; set; } = "";

    public string DeliveryUrl { get; set; } = "";

    /// <summary>What deliveries are signed with, where each webhook has a secret of its own.</summary>
    public string Secret { get; set; } = "";

    /// <summary>active, paused or disabled; only active ones are served.</summary>
    public string Status { get; set; } = "active";

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }
}

/// <summary>What happened in a shop.</summary>
public enum ShopEventKind
{
    /// <summary>An order that nobody has heard of stands.</summary>
    OrderPlaced,

    /// <summary>Anything about an order was saved; comes beside every other event of orders but the first and the last.</summary>
    OrderChanged,

    OrderPaid,

    OrderCancelled,

    /// <summary>Money was given back; the part is the refund.</summary>
    OrderRefunded,

    OrderRemoved,

    /// <summary>An item's quantity or anything else about it was saved, by whomever.</summary>
    ItemChanged,
}

/// <summary>Something that happened in a shop.</summary>
/// <param name="Id">The order's or the item's id.</param>
/// <param name="Part">The refund's id; 0 for every other kind.</param>
public readonly record struct ShopEvent(ShopEventKind Kind, long Id, long Part = 0)
{
    public bool IsOrder => Kind != ShopEventKind.ItemChanged;
}
