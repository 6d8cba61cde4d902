using InventoryPortal.Lab;
using InventoryPortal.Lab.Book;
using InventoryPortal.Lab.WooCommerce;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Lab;

public sealed class ShopperPlanTests
{
    [Fact]
    public void Customers_come_in_waves_and_as_many_as_were_asked_for()
    {
        var day = Enumerable.Range(0, 24 * 60 * 60).Select(s => ShopperPlan.RateAt(24, DateTimeOffset.UnixEpoch.AddSeconds(s))).ToList();
        Assert.InRange(day.Average(), 24 * 0.85, 24 * 1.15);
        Assert.True(day.Max() > 4 * day.Min(), $"From {day.Min():0.0} to {day.Max():0.0} a minute.");
        Assert.True(day.Min() > 0);
    }

    [Fact]
    public void Carts_are_drafted_paid_changed_cancelled_and_refunded_with_and_without_the_goods_coming_back()
    {
        var (book, told, edits) = Trade(WooDialect.WooRules);
        Assert.Superset(
            new HashSet<ShopOrderState>
            {
                ShopOrderState.Draft, ShopOrderState.Unpaid, ShopOrderState.OnHold, ShopOrderState.Paid, ShopOrderState.Completed, ShopOrderState.Cancelled, ShopOrderState.Refunded,
            },
            book.Orders.Values.Select(o => o.Status).ToHashSet());
        Assert.Superset(Enum.GetValues<ShopEventKind>().Except([ShopEventKind.OrderRemoved]).ToHashSet(), told);
        var refunds = book.Orders.Values.SelectMany(o => o.Refunds).ToList();
        Assert.Contains(refunds, r => r.Restocked);
        Assert.Contains(refunds, r => !r.Restocked);
        Assert.True(edits > 10, $"{edits} edits.");
    }

    [Fact]
    public void A_channel_without_drafts_edits_and_refunds_sees_none()
    {
        var plain = WooDialect.WooRules with { Starts = new HashSet<ShopOrderState> { ShopOrderState.Paid }, Edits = false, Refunds = false };
        var (book, told, edits) = Trade(plain);
        Assert.Subset(
            new HashSet<ShopOrderState> { ShopOrderState.Paid, ShopOrderState.Completed, ShopOrderState.Cancelled }, book.Orders.Values.Select(o => o.Status).ToHashSet());
        Assert.DoesNotContain(ShopEventKind.OrderRefunded, told);
        Assert.Equal(0, edits);
    }

    /// <summary>Two thousand visits over some three hours; edits are lines whose quantity is another after a visit than before.</summary>
    private static (ShopBook Book, HashSet<ShopEventKind> Told, int Edits) Trade(ShopRules rules)
    {
        var clock = new FakeTimeProvider();
        var told = new HashSet<ShopEventKind>();
        var book = new ShopBook(clock, rules, e => told.Add(e.Kind));
        foreach (var product in DemoCatalogue.Shelf(everything: true, book.NextId))
        {
            book.Add(product);
            product.Stock = product.ManageStock ? 40 : 0;
        }
        var random = new Random(3);
        var edits = 0;
        for (var i = 0; i < 2_000; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            var before = book.Orders.Values.SelectMany(o => o.Lines).ToDictionary(l => l.Id, l => l.Quantity);
            ShopperPlan.Visit(book, random, clock.GetUtcNow());
            edits += book.Orders.Values.SelectMany(o => o.Lines).Count(l => before.TryGetValue(l.Id, out var q) && q != l.Quantity);
        }
        return (book, told, edits);
    }
}
