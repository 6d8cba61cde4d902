namespace InventoryPortal.Lab.Book;

/// <summary>
/// A simulated shop's goods, stock and orders, whatever API it speaks; the rules say when stock is taken and given back.
/// Not locked: whoever owns the shop calls it under one lock.
/// </summary>
/// <param name="happened">Called for every change, after it was made, still under the owner's lock.</param>
public sealed class ShopBook(TimeProvider clock, ShopRules rules, Action<ShopEvent> happened)
{
    private long _lastId = 10;
    private long _lastLineId;

    public ShopRules Rules => rules;

    /// <summary>Items by id: products, and their variations beside them.</summary>
    public SortedDictionary<long, ShopProduct> Products { get; } = [];

    public SortedDictionary<long, ShopOrder> Orders { get; } = [];

    /// <summary>Webhooks by id.</summary>
    public SortedDictionary<long, ShopHook> Hooks { get; } = [];

    /// <summary>The shop's clock, to the second like most shops' databases.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>A fresh id; products, orders, refunds and webhooks share one row of numbers.</summary>
    public long NextId() => ++_lastId;

    /// <summary>Takes back a product as it was kept, without an event.</summary>
    public void Restore(ShopProduct product)
    {
        Products[product.Id] = product;
        _lastId = Math.Max(_lastId, product.Id);
    }

    /// <summary>Takes back an order as it was kept, without an event.</summary>
    public void Restore(ShopOrder order)
    {
        Orders[order.Id] = order;
        _lastId = Math.Max(_lastId, order.Refunds.Select(r => r.Id).Append(order.Id).Max());
        _lastLineId = Math.Max(_lastLineId, order.Lines.Select(l => l.Id).DefaultIfEmpty().Max());
    }

    /// <summary>Leaves a gap in the ids, so that none is given twice when the last ones were lost.</summary>
    public void SkipIds(long count)
    {
        _lastId += count;
        _lastLineId += count;
    }

    /// <summary>Forgets everything, without an event; ids go on, so that none means two things.</summary>
    public void Clear()
    {
        Products.Clear();
        Orders.Clear();
        Hooks.Clear();
    }

    /// <summary>Files a closed order away; its units stay in the book of sales. Returns the items whose book changed.</summary>
    public IReadOnlyList<ShopProduct> File(ShopOrder order)
    {
        Orders.Remove(order.Id);
        foreach (var line in order.Lines)
        {
            Products[line.ItemId].FiledUnits += Units(order, line);
        }
        return [.. order.Lines.Select(l => Products[l.ItemId])];
    }

    /// <summary>Puts an item on the shelf; a variation after its product.</summary>
    public ShopProduct Add(ShopProduct product)
    {
        product.Modified = Now;
        Products.Add(product.Id, product);
        _lastId = Math.Max(_lastId, product.Id);
        if (product.ParentId != 0)
        {
            Products[product.ParentId].Variations.Add(product.Id);
        }
        return product;
    }

    /// <summary>The item that keeps the quantity of this one, itself or its product; null when nothing does.</summary>
    public ShopProduct? Keeper(ShopProduct product) =>
        product.ManageStock ? product
        : product.ParentId != 0 && Products[product.ParentId].ManageStock ? Products[product.ParentId]
        : null;

    /// <summary>Sets an item's quantity, absolutely, and saves it.</summary>
    public void SetStock(ShopProduct keeper, int stock)
    {
        keeper.Stock = stock;
        Touch(keeper);
    }

    /// <summary>Saves an item: its instant of change, its parent's, and the event.</summary>
    public void Touch(ShopProduct product)
    {
        product.Modified = Now;
        if (product.ParentId != 0)
        {
            Products[product.ParentId].Modified = Now;
        }
        happened(new ShopEvent(ShopEventKind.ItemChanged, product.Id));
    }

    /// <summary>A customer's order of some units of some items, in the state in which it begins.</summary>
    public ShopOrder Create(ShopOrderState status, bool paid, IEnumerable<(long ItemId, int Quantity)> lines)
    {
        var order = new ShopOrder { Id = NextId(), Status = status, Created = Now, Modified = Now };
        foreach (var (itemId, quantity) in lines)
        {
            AddLine(order, itemId, quantity);
        }
        Orders.Add(order.Id, order);
        // A checkout's draft is announced as a change of an order that nobody has heard of.
        happened(new ShopEvent(status == ShopOrderState.Draft ? ShopEventKind.OrderChanged : ShopEventKind.OrderPlaced, order.Id));
        Move(order, status, paid);
        return order;
    }

    /// <summary>Sets the status and does what the shop does with stock then.</summary>
    public void Move(ShopOrder order, ShopOrderState status, bool paid = false)
    {
        var before = order.Status;
        var isPayment = paid && order.Paid is null;
        order.Status = status;
        if (isPayment)
        {
            order.Paid = Now;
        }
        foreach (var line in order.Lines)
        {
            if (rules.Taking.Contains(status) && line.ReducedStock is null)
            {
                Take(line, line.Quantity - (line.Restocked ?? 0));
            }
            else if (rules.GivingBack.Contains(status) && line.ReducedStock is { } held)
            {
                Take(line, -held);
                line.ReducedStock = null;
            }
        }
        Save(order);
        Tell(before == ShopOrderState.Draft && status != ShopOrderState.Draft, ShopEventKind.OrderPlaced, order.Id);
        Tell(isPayment, ShopEventKind.OrderPaid, order.Id);
        Tell(before != status && status == ShopOrderState.Cancelled, ShopEventKind.OrderCancelled, order.Id);
    }

    /// <summary>Changes a line's quantity; in a state that takes stock the difference is taken at once. 0 removes the line.</summary>
    public void Edit(ShopOrder order, ShopLine line, int quantity)
    {
        line.Quantity = quantity;
        if (rules.Taking.Contains(order.Status))
        {
            Take(line, quantity - (line.Restocked ?? 0) - (line.ReducedStock ?? 0));
        }
        if (quantity == 0)
        {
            order.Lines.Remove(line);
        }
        Save(order);
    }

    /// <summary>Refunds units; they come back to stock only when asked, and only what the shop had taken. Returns the refund's id.</summary>
    public long Refund(ShopOrder order, IReadOnlyCollection<(ShopLine Line, int Quantity)> lines, bool restock)
    {
        foreach (var (line, quantity) in lines)
        {
            line.Refunded += quantity;
            if (restock && line.ReducedStock > 0)
            {
                Take(line, -quantity);
                line.Restocked = (line.Restocked ?? 0) + quantity;
            }
        }
        var units = lines.GroupBy(l => l.Line.Id).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));
        var refund = new ShopRefund(NextId(), "", Now, units, restock);
        order.Refunds.Add(refund);
        if (order.Lines.TrueForAll(l => l.Refunded >= l.Quantity))
        {
            order.Status = ShopOrderState.Refunded;
        }
        Save(order);
        happened(new ShopEvent(ShopEventKind.OrderRefunded, order.Id, refund.Id));
        return refund.Id;
    }

    /// <summary>Units of an item that the portal is to count as sold, less what refunds put back: the shop's own book of sales.</summary>
    public int UnitsSold(long itemId) =>
        Products[itemId].FiledUnits + Orders.Values.Sum(o => o.Lines.Where(l => l.ItemId == itemId).Sum(l => Units(o, l)));

    /// <summary>The same over all items.</summary>
    public int UnitsSold() => Products.Values.Sum(p => p.FiledUnits) + Orders.Values.Sum(o => o.Lines.Sum(l => Units(o, l)));

    /// <summary>Throws an order away; its stock stays as it is.</summary>
    public void Trash(ShopOrder order)
    {
        order.Status = ShopOrderState.Trashed;
        order.Modified = Now;
        happened(new ShopEvent(ShopEventKind.OrderRemoved, order.Id));
    }

    private int Units(ShopOrder order, ShopLine line) => rules.Sold.Contains(order.Status) ? line.Quantity - (line.Restocked ?? 0) : 0;

    private void AddLine(ShopOrder order, long itemId, int quantity)
    {
        var item = Products[itemId];
        order.Lines.Add(new ShopLine
        {
            Id = ++_lastLineId,
            ProductId = item.ParentId == 0 ? item.Id : item.ParentId,
            VariationId = item.ParentId == 0 ? 0 : item.Id,
            Name = item.Name,
            Sku = item.Sku,
            Quantity = quantity,
        });
    }

    private void Save(ShopOrder order)
    {
        order.Modified = Now;
        happened(new ShopEvent(ShopEventKind.OrderChanged, order.Id));
    }

    private void Tell(bool isSo, ShopEventKind kind, long id)
    {
        if (isSo)
        {
            happened(new ShopEvent(kind, id));
        }
    }

    private void Take(ShopLine line, int units)
    {
        if (!Products.TryGetValue(line.ItemId, out var item) || Keeper(item) is not { } keeper)
        {
            return;
        }
        line.ReducedStock = (line.ReducedStock ?? 0) + units;
        if (units != 0)
        {
            SetStock(keeper, keeper.Stock - units);
        }
    }
}
