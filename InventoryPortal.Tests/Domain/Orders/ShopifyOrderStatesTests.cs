using InventoryPortal.Domain.Orders;
using Xunit;

namespace InventoryPortal.Tests.Domain.Orders;

public sealed class ShopifyOrderStatesTests
{
    private static readonly ShopifyOrderState Paid = new("PAID", "UNFULFILLED", Confirmed: true, Cancelled: false);

    [Theory]
    [InlineData("PENDING", "UNFULFILLED", 4, 0)]
    [InlineData("VOIDED", "UNFULFILLED", 4, 0)]
    [InlineData("EXPIRED", "UNFULFILLED", 4, 0)]
    [InlineData(null, null, 4, 0)]
    [InlineData("AUTHORIZED", "UNFULFILLED", 0, 4)]
    [InlineData("PARTIALLY_PAID", "UNFULFILLED", 0, 4)]
    [InlineData("PAID", "FULFILLED", 0, 4)]
    [InlineData("A_STATUS_OF_TOMORROW", "UNFULFILLED", 0, 4)]
    [InlineData("PENDING", "FULFILLED", 0, 4)]
    [InlineData("PENDING", "PARTIALLY_FULFILLED", 0, 4)]
    public void An_order_reserves_until_it_is_paid_or_sent_and_the_shop_takes_its_units_at_once(string? financial, string? fulfillment, int reserved, int sold) =>
        Assert.Equal(new LineTarget(4, reserved, sold, 0, 4), ShopifyOrderStates.Target(new ShopifyOrderState(financial, fulfillment, true, false), new ShopifyLine(4, 4)));

    [Theory]
    [InlineData(0, 4, 0, 4, 4, 0)]
    [InlineData(3, 1, 0, 4, 1, 3)]
    [InlineData(2, 0, 2, 4, 0, 4)]
    [InlineData(1, 1, 2, 4, 1, 3)]
    public void A_refund_returns_what_was_put_back_and_only_that(int current, int restocked, int kept, int sold, int returned, int taken) =>
        Assert.Equal(new LineTarget(4, 0, sold, returned, taken), ShopifyOrderStates.Target(Paid, new ShopifyLine(4, current, restocked, kept)));

    [Fact]
    public void Units_edited_away_were_never_sold() =>
        Assert.Equal(new LineTarget(6, 0, 3, 0, 3), ShopifyOrderStates.Target(Paid, new ShopifyLine(6, 3)));

    [Fact]
    public void A_cancelled_order_gives_back_all_but_what_a_refund_kept()
    {
        var cancelled = Paid with { Cancelled = true };
        Assert.Equal(LineTarget.Nothing(4), ShopifyOrderStates.Target(cancelled, new ShopifyLine(4, 0, 4)));
        Assert.Equal(LineTarget.Nothing(4), ShopifyOrderStates.Target(cancelled, new ShopifyLine(4, 4)));
        Assert.Equal(new LineTarget(4, 0, 1, 0, 1), ShopifyOrderStates.Target(cancelled, new ShopifyLine(4, 0, 3, 1)));
    }

    [Fact]
    public void An_order_for_which_nothing_was_set_aside_moves_nothing() =>
        Assert.Equal(LineTarget.Nothing(4), ShopifyOrderStates.Target(Paid with { Confirmed = false }, new ShopifyLine(4, 4)));

    [Fact]
    public void Whatever_a_shop_says_no_more_is_sold_than_ordered_and_no_more_returned_than_sold()
    {
        foreach (var (financial, sent, cancelled) in new[] { ("PAID", false, false), ("PENDING", false, false), ("PENDING", true, false), ("REFUNDED", true, true) })
        {
            foreach (var current in Enumerable.Range(0, 8))
            {
                foreach (var (restocked, kept) in Enumerable.Range(0, 64).Select(n => (n / 8, n % 8)))
                {
                    var target = ShopifyOrderStates.Target(new ShopifyOrderState(financial, sent ? "FULFILLED" : null, true, cancelled), new ShopifyLine(5, current, restocked, kept));
                    Assert.True(
                        target.Reserved + target.Sold <= 5 && target.Returned <= target.Sold && target.Taken == target.Reserved + target.Sold - target.Returned
                        && target is { Reserved: >= 0, Sold: >= 0, Returned: >= 0 },
                        $"{financial} {current} {restocked} {kept}: {target}");
                }
            }
        }
    }

    [Theory]
    [InlineData("PAID", true, "cancelled")]
    [InlineData("PARTIALLY_REFUNDED", false, "partially_refunded")]
    [InlineData(null, false, "open")]
    public void People_see_one_word(string? financial, bool cancelled, string word) =>
        Assert.Equal(word, ShopifyOrderStates.WordOf(new ShopifyOrderState(financial, null, true, cancelled)));
}
