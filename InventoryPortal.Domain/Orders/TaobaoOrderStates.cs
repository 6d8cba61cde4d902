namespace InventoryPortal.Domain.Orders;

/// <summary>What Taobao says about one part of a trade (an <c>order</c>), as far as stock is concerned.</summary>
/// <param name="Status">The part's own status; it may differ from the trade's.</param>
/// <param name="Quantity">Units bought, at least 0.</param>
/// <param name="IsPaid">Whether the trade carries an instant of payment.</param>
/// <param name="IsSent">Whether the part carries an instant at which it was sent.</param>
/// <param name="TakenUnpaid">Whether the item's units leave its quantity when it is ordered (<c>sub_stock</c> 1) and not when it is paid (2).</param>
public readonly record struct TaobaoLine(string Status, int Quantity, bool IsPaid = false, bool IsSent = false, bool TakenUnpaid = true);

/// <summary>
/// Taobao's trade states as targets. Units leave an item's quantity at the order or at the payment, as the item says, and come back
/// when a part is closed before it was sent. A refund after that pays money back; what comes back in a parcel is counted by people.
/// A part is refunded whole or in money alone: its quantity never changes.
/// </summary>
public static class TaobaoOrderStates
{
    /// <summary>What the part should amount to. Total: any status has an answer.</summary>
    public static LineTarget Target(TaobaoLine line)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(line.Quantity);
        var units = line.Quantity;
        return line.Status switch
        {
            // Placed; the payment is to come, or is being looked at.
            "TRADE_NO_CREATE_PAY" or "WAIT_BUYER_PAY" or "PAY_PENDING" or "WAIT_PRE_AUTH_CONFIRM" => Reserved(line),

            // Paid, held back, sent in part or whole, signed for, done.
            "WAIT_SELLER_SEND_GOODS" or "PAID_FORBID_CONSIGN" or "SELLER_CONSIGNED_PART" or "WAIT_BUYER_CONFIRM_GOODS" or "TRADE_BUYER_SIGNED"
                or "TRADE_FINISHED" => Sold(units),

            // Closed before it was paid.
            "TRADE_CLOSED_BY_TAOBAO" => LineTarget.Nothing(units),

            // Paid back. Not sent yet: the units never left the shelf, and Taobao shows them again.
            "TRADE_CLOSED" => line.IsSent ? Sold(units) : new LineTarget(units, 0, units, units, 0),

            // A state that was added since: a payment tells that it is a sale.
            _ => line.IsPaid ? Sold(units) : Reserved(line),
        };
    }

    private static LineTarget Sold(int units) => new(units, 0, units, 0, units);

    private static LineTarget Reserved(TaobaoLine line) => new(line.Quantity, line.Quantity, 0, 0, line.TakenUnpaid ? line.Quantity : 0);
}
