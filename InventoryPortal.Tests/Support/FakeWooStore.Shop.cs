using InventoryPortal.Lab.Book;
using InventoryPortal.Lab.WooCommerce;

namespace InventoryPortal.Tests.Support;

/// <content>What merchants and customers do.</content>
public sealed partial class FakeWooStore
{
    /// <summary>Adds a simple product and returns its external id; a stock of null keeps no quantity.</summary>
    public string AddProduct(string sku, int? stock, string? name = null, string barcode = "", string type = "simple") => Change(() => WooIds.Of(_book.Add(new ShopProduct
    {
        Id = _book.NextId(), Type = type, Name = name ?? sku, Sku = sku, Barcode = barcode, ManageStock = stock is not null, Stock = stock ?? 0,
    })));

    /// <summary>Adds a variable product and returns the external ids of its variations; a variation with stock null keeps none of its own.</summary>
    public IReadOnlyList<string> AddVariable(string name, int? parentStock, params (string Option, int? Stock)[] variations) => Change(() =>
    {
        var parent = _book.Add(new ShopProduct
        {
            Id = _book.NextId(), Type = "variable", Name = name, Sku = name, ManageStock = parentStock is not null, Stock = parentStock ?? 0,
        });
        return variations.Select(v => WooIds.Of(_book.Add(new ShopProduct
        {
            Id = _book.NextId(), ParentId = parent.Id, Type = "variation", Name = v.Option, Sku = $"{name}-{v.Option}", ManageStock = v.Stock is not null, Stock = v.Stock ?? 0,
        }))).ToList();
    });

    /// <summary>The quantity that the store shows for an item; null when it keeps none.</summary>
    public int? StockOf(string externalId) => Locked(() => _book.Keeper(Item(externalId))?.Stock);

    /// <summary>The merchant changes a quantity in the store's own pages.</summary>
    public void SetStock(string externalId, int stock) => Change(() => _book.SetStock(_book.Keeper(Item(externalId))!, stock));

    /// <summary>The merchant gives a variation, which sold out of its parent's quantity, one of its own.</summary>
    public void KeepOwn(string externalId, int stock) => Change(() =>
    {
        (Item(externalId).ManageStock, Item(externalId).Stock) = (true, stock);
        return true;
    });

    /// <summary>And takes it away again: the variation sells out of its parent's.</summary>
    public void KeepAtParent(string externalId) => Change(() =>
    {
        (Item(externalId).ManageStock, Item(externalId).Stock) = (false, 0);
        return true;
    });

    /// <summary>A customer buys and pays; returns the order's id.</summary>
    public long PlaceOrder(params (string ExternalId, int Quantity)[] lines) => Change(() => _book.Create(ShopOrderState.Paid, true, Items(lines)).Id);

    /// <summary>An order in a state of one's choice: pending, on-hold, checkout-draft…</summary>
    public long PlaceOrder(string status, params (string ExternalId, int Quantity)[] lines) => Change(() => _book.Create(State(status), false, Items(lines)).Id);

    /// <summary>Sets an order's status (cancelled, completed, failed…); <paramref name="paid"/> also writes the payment's date.</summary>
    public void MoveOrder(long orderId, string status, bool paid = false) => Change(() => _book.Move(_book.Orders[orderId], State(status), paid));

    /// <summary>Changes the quantity of a line, counted from 0; 0 units remove it.</summary>
    public void EditOrder(long orderId, int line, int quantity) => Change(() => _book.Edit(_book.Orders[orderId], _book.Orders[orderId].Lines[line], quantity));

    /// <summary>Refunds units of a line, counted from 0.</summary>
    public void RefundOrder(long orderId, int line, int quantity, bool restock) =>
        Change(() => _book.Refund(_book.Orders[orderId], [(_book.Orders[orderId].Lines[line], quantity)], restock));

    public void TrashOrder(long orderId) => Change(() => _book.Trash(_book.Orders[orderId]));

    /// <summary>The order's JSON as the store would give it now.</summary>
    public string OrderJson(long orderId) => Locked(() => ShopRender.Order(_book.Orders[orderId]).ToJsonString());

    /// <summary>Units of an item in orders that take stock, less what refunds put back: the store's own book of sales.</summary>
    public int UnitsSold(string externalId) => Locked(() => _book.UnitsSold(WooIds.Item(externalId)));

    private ShopProduct Item(string externalId) => _book.Products[WooIds.Item(externalId)];

    private static IEnumerable<(long ItemId, int Quantity)> Items((string ExternalId, int Quantity)[] lines) =>
        lines.Select(l => (WooIds.Item(l.ExternalId), l.Quantity));

    private static ShopOrderState State(string status) => WooWords.State(status) ?? throw new ArgumentException($"No store knows the status {status}.", nameof(status));
}
