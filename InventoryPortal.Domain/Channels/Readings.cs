using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Domain.Channels;

/// <summary>One check of a connection, worded for a person.</summary>
/// <param name="Name">Stable: <c>address</c>, <c>tls</c>, <c>signIn</c>, <c>permission</c>.</param>
/// <param name="Ok">Whether it passed; a check that could not be made because an earlier one failed is not ok.</param>
/// <param name="Detail">What was found, and the remedy when it failed.</param>
public sealed record ConnectionCheck(string Name, bool Ok, string Detail);

/// <summary>Why a read failed. A closed set shared by every read.</summary>
public abstract record ReadFailure(string Reason)
{
    /// <summary>The credential was refused.</summary>
    public sealed record Reauthorise(string Reason) : ReadFailure(Reason);

    /// <summary>Try again, not before <paramref name="NotBefore"/> when the channel named an instant.</summary>
    public sealed record Transient(DateTimeOffset? NotBefore, bool Throttled, string Reason) : ReadFailure(Reason);

    /// <summary>The answer made no sense (HTML, wrong types, truncated); nothing may be concluded from it.</summary>
    public sealed record Unusable(string Reason) : ReadFailure(Reason);
}

public enum StockReadState
{
    /// <summary>The channel tracks this quantity.</summary>
    Tracked,

    /// <summary>The channel knows the item but keeps no quantity for it; a push will switch tracking on.</summary>
    Untracked,

    /// <summary>The item's stock lives at its parent (WooCommerce <c>manage_stock: "parent"</c>).</summary>
    AtParent,

    /// <summary>The channel does not know the id.</summary>
    Missing,
}

/// <summary>One present quantity. <paramref name="Quantity"/> is null unless tracked; it may be negative, channels allow it.</summary>
public sealed record StockFigure(string ExternalId, StockReadState State, int? Quantity);

/// <summary>Either figures (one per id asked) or a failure; figures read before a failure are kept.</summary>
public sealed record StockReading(IReadOnlyList<StockFigure> Figures, ReadFailure? Failure, IReadOnlyList<CallTrace> Traces);

/// <summary>A sellable thing of the channel's catalogue.</summary>
/// <param name="ExternalId">The channel's own id; WooCommerce <c>123</c> or <c>123/456</c>.</param>
/// <param name="Sku">As the channel has it, possibly blank.</param>
/// <param name="Barcode">GTIN where the channel keeps one.</param>
/// <param name="Title">For people.</param>
/// <param name="Stock">How the channel keeps its quantity.</param>
/// <param name="Quantity">Present quantity, null unless tracked.</param>
public sealed record CatalogueItem(string ExternalId, string? Sku, string? Barcode, string Title, StockReadState Stock, int? Quantity)
{
    /// <summary>The channel's name of what it sells this and others under, where it counts writes by that: eBay's group of variations. Null where it stands alone.</summary>
    public string? GroupId { get; init; }
}

/// <summary>One page of the catalogue.</summary>
/// <param name="Items">Sellable things only: a variable parent is not one, unless the stock of a variation lives at it; then both are listed, and the parent is the one to write.</param>
/// <param name="NextCursor">Null at the end.</param>
/// <param name="TotalHint">How many items in all, as far as the channel says; for progress only.</param>
/// <param name="Failure">Null when the page was read whole.</param>
public sealed record CataloguePage(IReadOnlyList<CatalogueItem> Items, string? NextCursor, int? TotalHint, ReadFailure? Failure);

/// <param name="ModifiedFrom">Inclusive, in the channel's clock.</param>
/// <param name="Cursor">Null for the first page.</param>
public sealed record OrderQuery(DateTimeOffset ModifiedFrom, string? Cursor);

/// <summary>One page of orders. <paramref name="ChannelNow"/> is the channel's clock when it answered, where it tells.</summary>
public sealed record OrderPage(IReadOnlyList<RawOrder> Orders, string? NextCursor, DateTimeOffset? ChannelNow, ReadFailure? Failure)
{
    /// <summary>
    /// Every change before this has been read, though there may have been none: a channel that is asked span by span need not be
    /// asked for the quiet ones again. In the channel's clock; null where only the orders tell how far the read came.
    /// </summary>
    public DateTimeOffset? ReadTo { get; init; }

    /// <summary>The orders came in no order of their changes: <see cref="ReadTo"/> alone tells how far the read came, null while more pages are to be read.</summary>
    public bool IsOutOfOrder { get; init; }
}

/// <summary>One order as the channel sent it, stored in the inbox before anything is concluded.</summary>
/// <param name="OrderId">The channel's id.</param>
/// <param name="ModifiedAt">The channel's instant of last change.</param>
/// <param name="Body">Raw JSON of this one order, to be given to <see cref="IChannelAdapter.Interpret"/> with topic <see cref="Topics.OrderPolled"/>.</param>
public sealed record RawOrder(string OrderId, DateTimeOffset ModifiedAt, ReadOnlyMemory<byte> Body)
{
    /// <summary>How long after its stamp a second change may bear the same one: channels keep whole seconds, and tell their own time in them.</summary>
    public static readonly TimeSpan SameStamp = TimeSpan.FromSeconds(2);

    /// <summary>The body only names the order: a later change with the same stamp looks no different, so that it must be read once more when that cannot be any more.</summary>
    public bool NamesOnly { get; init; }
}

/// <summary>One order read on its own: exactly one of the members is set; neither when the channel has no such order.</summary>
public sealed record OrderReading(OrderSnapshot? Order, ReadFailure? Failure);

/// <summary>Topics that the portal gives to events of its own making.</summary>
public static class Topics
{
    /// <summary>An order found by polling.</summary>
    public const string OrderPolled = "order.polled";
}
