namespace InventoryPortal.Lab.WooCommerce;

/// <summary>
/// The simulated store's products, orders and stock, with WooCommerce's rules of when stock is taken and given back.
/// Not locked: whoever owns the store calls it under one lock.
/// </summary>
public sealed class ShopBook(TimeProvider clock, Action<string, long> happened)
{
    private static readonly string[] Taking = ["on-hold", "processing", "completed"];

    private long _lastId = 10;
    private long _lastLineId;

    public SortedDictionary<long, ShopProduct> Products { get; } = [];

    public SortedDictionary<long, ShopOrder> Orders { get; } = [];

    /// <summary>Webhooks by id.</summary>
    public SortedDictionary<long, ShopHook> Hooks { get; } = [];

    /// <summary>Whether the store is new enough (10.3) to list variations across parents.</summary>
    public bool ListsVariations { get; set; }

    /// <summary>Whether products leave out the ids of their variations, as a plugin that trims answers makes them.</summary>
    public bool HidesVariationIds { get; set; }

    /// <summary>The store's clock, to the second like its database.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

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

    /// <summary>Files a closed order away; its units stay in the book of sales. Returns the items whose book changed.</summary>
    public IReadOnlyList<ShopProduct> File(ShopOrder order)
    {
        Orders.Remove(order.Id);
        foreach (var line in order.Lines)
        {
            Find(line.ExternalId).FiledUnits += Units(order, line);
        }
        return [.. order.Lines.Select(l => Find(l.ExternalId))];
    }

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

    /// <summary>Finds <c>11</c> or <c>161/162</c>.</summary>
    public ShopProduct Find(string externalId) => Products[long.Parse(externalId.Split('/')[^1], null)];

    /// <summary>The item that keeps the quantity of this one; null when nothing does.</summary>
    public ShopProduct? Keeper(ShopProduct product) =>
        product.ManageStock ? product
        : product.ParentId != 0 && Products[product.ParentId].ManageStock ? Products[product.ParentId]
        : null;

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
        happened("product.updated", product.Id);
    }

    public ShopOrder Create(string status, bool paid, IEnumerable<(string ExternalId, int Quantity)> lines)
    {
        var order = new ShopOrder { Id = NextId(), Status = status, Created = Now, Modified = Now };
        foreach (var (externalId, quantity) in lines)
        {
            AddLine(order, externalId, quantity);
        }
        Orders.Add(order.Id, order);
        // A checkout's draft is announced as a change of an order that nobody has heard of.
        happened(status == "checkout-draft" ? "order.updated" : "order.created", order.Id);
        Move(order, status, paid);
        return order;
    }

    public ShopLine AddLine(ShopOrder order, string externalId, int quantity)
    {
        var item = Find(externalId);
        var line = new ShopLine
        {
            Id = ++_lastLineId,
            ProductId = item.ParentId == 0 ? item.Id : item.ParentId,
            VariationId = item.ParentId == 0 ? 0 : item.Id,
            Name = item.Name,
            Sku = item.Sku,
            Quantity = quantity,
        };
        order.Lines.Add(line);
        return line;
    }

    /// <summary>Sets the status and does what the store does with stock then.</summary>
    public void Move(ShopOrder order, string status, bool paid = false)
    {
        var wasDraft = order.Status == "checkout-draft" && status != "checkout-draft";
        order.Status = status;
        if (paid)
        {
            order.Paid ??= Now;
        }
        foreach (var line in order.Lines)
        {
            if (Taking.Contains(status) && line.ReducedStock is null)
            {
                Take(line, line.Quantity - (line.Restocked ?? 0));
            }
            else if (status is "cancelled" or "pending" && line.ReducedStock is { } held)
            {
                Take(line, -held);
                line.ReducedStock = null;
            }
        }
        Save(order);
        if (wasDraft)
        {
            happened("order.created", order.Id);
        }
    }

    /// <summary>Changes a line's quantity; in a state that takes stock the difference is taken at once. 0 removes the line.</summary>
    public void Edit(ShopOrder order, ShopLine line, int quantity)
    {
        line.Quantity = quantity;
        if (Taking.Contains(order.Status))
        {
            Take(line, quantity - (line.Restocked ?? 0) - (line.ReducedStock ?? 0));
        }
        if (quantity == 0)
        {
            order.Lines.Remove(line);
        }
        Save(order);
    }

    /// <summary>Refunds units; they come back to stock only when asked, and only what the store had taken.</summary>
    public long Refund(ShopOrder order, IEnumerable<(ShopLine Line, int Quantity)> lines, bool restock)
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
        var id = NextId();
        order.Refunds.Add((id, ""));
        if (order.Lines.TrueForAll(l => l.Refunded >= l.Quantity))
        {
            order.Status = "refunded";
        }
        Save(order);
        return id;
    }

    /// <summary>Units of an item in orders that take stock, less what refunds put back: the store's own book of sales.</summary>
    public int UnitsSold(string externalId) =>
        Find(externalId).FiledUnits + Orders.Values.Sum(o => o.Lines.Where(l => l.ExternalId == externalId).Sum(l => Units(o, l)));

    /// <summary>The same over all items.</summary>
    public int UnitsSold() => Products.Values.Sum(p => p.FiledUnits) + Orders.Values.Sum(o => o.Lines.Sum(l => Units(o, l)));

    public void Trash(ShopOrder order)
    {
        order.Status = "trash";
        order.Modified = Now;
        happened("order.deleted", order.Id);
    }

    private static int Units(ShopOrder order, ShopLine line) =>
        order.Status is "on-hold" or "processing" or "completed" or "refunded" ? line.Quantity - (line.Restocked ?? 0) : 0;

    private void Save(ShopOrder order)
    {
        order.Modified = Now;
        happened("order.updated", order.Id);
    }

    private void Take(ShopLine line, int units)
    {
        var id = line.VariationId == 0 ? line.ProductId : line.VariationId;
        if (!Products.TryGetValue(id, out var item) || Keeper(item) is not { } keeper)
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
