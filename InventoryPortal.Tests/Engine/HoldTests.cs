using InventoryPortal.Domain.Orders;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>How long an unpaid order holds units.</summary>
public sealed class HoldTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public void A_hold_lapses_only_where_the_channel_has_not_taken_the_units_from_its_own_number(int taken, bool lapses)
    {
        var product = new ProductRow { Id = 1, Sku = "A", SkuNormalised = "A", Name = "A", SearchText = "A", OnHand = 10 };
        var row = new OrderLineRow { OrderId = "1", LineId = "1", Status = "pending", Ordered = 2, TargetReserved = 2, TargetTaken = taken };
        OrderWork.Step(new LedgerBatch(Now), row, product, "shop", Now, listing: null);
        Assert.Equal((2, lapses ? Now + PendingHold.Limit : (DateTimeOffset?)null), (product.Reserved, row.ReservedUntil));

        OrderWork.Step(new LedgerBatch(Now + (PendingHold.Limit * 2)), row, product, "shop", Now, listing: null);

        Assert.Equal(lapses ? 0 : 2, product.Reserved);
    }
}
