using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab;

/// <summary>What a customer, or the shop behind the counter, does next. A closed set.</summary>
public abstract record ShopperAct
{
    private ShopperAct() { }

    /// <summary>Somebody orders; paid at once when the state is paid.</summary>
    public sealed record Order(ShopOrderState Status, IReadOnlyList<(long ItemId, int Quantity)> Lines) : ShopperAct;

    /// <summary>An order moves on.</summary>
    public sealed record Move(long OrderId, ShopOrderState Status) : ShopperAct;

    /// <summary>A line gets another quantity.</summary>
    public sealed record Edit(long OrderId, int Line, int Quantity) : ShopperAct;

    /// <summary>Units are paid back.</summary>
    public sealed record Refund(long OrderId, int Line, int Quantity, bool Restock) : ShopperAct;
}

/// <summary>Decides what happens in a store. Pure: the book, the clock and chance are inputs.</summary>
public static class ShopperPlan
{
    /// <summary>At this many open orders every second look leads to something.</summary>
    private const double OpenOrders = 12;

    /// <summary>Looks at open orders a visit; an order needs a little more than one act to its end.</summary>
    private const int FollowUps = 2;

    /// <summary>Nobody looks at an order again before this.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    /// <summary>Orders a minute at an instant: a swell of eight minutes, and a rush of twenty seconds every three.</summary>
    public static double RateAt(int perMinute, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        var swell = 0.85 + (0.35 * Math.Sin(2 * Math.PI * seconds / 480));
        return perMinute * swell * (seconds % 180 < 20 ? 2.2 : 0.9);
    }

    /// <summary>One customer comes and buys, and the shop looks after the orders that are open.</summary>
    public static void Visit(ShopBook book, Random random, DateTimeOffset now)
    {
        Apply(book, Buy(book, random));
        for (var i = 0; i < FollowUps; i++)
        {
            Apply(book, FollowUp(book, random, now));
        }
    }

    /// <summary>What happens to one of the open orders, the likelier the more are open; null for nothing.</summary>
    public static ShopperAct? FollowUp(ShopBook book, Random random, DateTimeOffset now)
    {
        var open = book.Orders.Values.Where(o => o.Status is ShopOrderState.Unpaid or ShopOrderState.OnHold or ShopOrderState.Paid or ShopOrderState.Draft && o.Modified + Rest < now).ToList();
        return open.Count > 0 && random.NextDouble() < open.Count / (open.Count + OpenOrders) ? OnOrder(book, open[random.Next(open.Count)], random) : null;
    }

    /// <summary>A cart of one to three lines; null when the shelves are empty.</summary>
    public static ShopperAct.Order? Buy(ShopBook book, Random random)
    {
        var shelf = book.Products.Values.Where(p => p.ManageStock && p.Stock > 0 && p.Type != "variable").ToList();
        if (shelf.Count == 0)
        {
            return null;
        }
        var lines = Enumerable.Range(0, random.Next(10) switch { < 6 => 1, < 9 => 2, _ => 3 })
            .Select(_ => shelf[(int)(shelf.Count * Math.Pow(random.NextDouble(), 1.6))])
            .Distinct()
            .Select(p => (p.Id, Math.Min(p.Stock, random.Next(10) switch { < 7 => 1, < 9 => 2, _ => 3 })))
            .ToList();
        var wish = random.Next(20) switch { < 14 => ShopOrderState.Paid, < 17 => ShopOrderState.Unpaid, < 18 => ShopOrderState.OnHold, _ => ShopOrderState.Draft };
        return new ShopperAct.Order(book.Rules.Starts.Contains(wish) ? wish : ShopOrderState.Paid, lines);
    }

    /// <summary>Does it in the store's book; null does nothing.</summary>
    public static void Apply(ShopBook book, ShopperAct? act)
    {
        switch (act)
        {
            case ShopperAct.Order order:
                book.Create(order.Status, order.Status == ShopOrderState.Paid, order.Lines);
                break;
            case ShopperAct.Move move:
                book.Move(book.Orders[move.OrderId], move.Status, paid: move.Status == ShopOrderState.Paid);
                break;
            case ShopperAct.Edit edit:
                book.Edit(book.Orders[edit.OrderId], book.Orders[edit.OrderId].Lines[edit.Line], edit.Quantity);
                break;
            case ShopperAct.Refund refund:
                book.Refund(book.Orders[refund.OrderId], [(book.Orders[refund.OrderId].Lines[refund.Line], refund.Quantity)], refund.Restock);
                break;
        }
    }

    private static ShopperAct OnOrder(ShopBook book, ShopOrder order, Random random) => (order.Status, random.Next(100)) switch
    {
        (ShopOrderState.Unpaid, < 70) => new ShopperAct.Move(order.Id, PaidIfInStock(book, order)),
        (ShopOrderState.Unpaid, _) => new ShopperAct.Move(order.Id, ShopOrderState.Cancelled),
        (ShopOrderState.OnHold, < 85) => new ShopperAct.Move(order.Id, ShopOrderState.Paid),
        (ShopOrderState.OnHold, _) => new ShopperAct.Move(order.Id, ShopOrderState.Cancelled),
        (ShopOrderState.Draft, _) => new ShopperAct.Move(order.Id, PaidIfInStock(book, order)),
        (_, < 8) => new ShopperAct.Move(order.Id, ShopOrderState.Cancelled),
        (_, < 18) when book.Rules.Edits && Editable(book, order, random) is { } edit => edit,
        (_, < 30) when book.Rules.Refunds && Refundable(order, random) is { } refund => refund,
        _ => new ShopperAct.Move(order.Id, ShopOrderState.Completed),
    };

    // Where placing an order took the units already, they are the customer's.
    private static ShopOrderState PaidIfInStock(ShopBook book, ShopOrder order) =>
        order.Lines.TrueForAll(l => l.ReducedStock is not null || book.Products[l.ItemId].Stock >= l.Quantity) ? ShopOrderState.Paid : ShopOrderState.Cancelled;

    private static ShopperAct.Edit? Editable(ShopBook book, ShopOrder order, Random random)
    {
        var index = random.Next(order.Lines.Count);
        var line = order.Lines[index];
        var more = book.Products[line.ItemId].Stock > 0 ? 1 : 0;
        var quantity = random.Next(2) == 0 ? line.Quantity + more : line.Quantity - 1;
        // An order without a line is cancelled instead, and what was paid back stays as it is.
        return quantity < 1 || quantity == line.Quantity || order.Refunds.Count > 0 ? null : new ShopperAct.Edit(order.Id, index, quantity);
    }

    private static ShopperAct.Refund? Refundable(ShopOrder order, Random random)
    {
        var index = random.Next(order.Lines.Count);
        var left = order.Lines[index].Quantity - order.Lines[index].Refunded;
        return left < 1 ? null : new ShopperAct.Refund(order.Id, index, random.Next(1, left + 1), random.Next(3) > 0);
    }
}
