using CsCheck;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using Xunit;

namespace InventoryPortal.Tests.Domain.Stock;

public sealed class StockRulesTests
{
    private static readonly Gen<StockLevel> Levels = Gen.Select(Gen.Int[-1000, 100_000], Gen.Int[0, 1000], (onHand, reserved) => new StockLevel(onHand, reserved));

    [Fact]
    public void A_sale_never_takes_more_than_is_available_unless_it_happened_already() =>
        Gen.Select(Levels, Gen.Int[1, 100_000]).Sample((level, quantity) =>
        {
            var asked = StockRules.Decide(level, MovementKind.Sale, quantity, allowOversell: false);
            var fact = StockRules.Decide(level, MovementKind.Sale, quantity, allowOversell: true);
            Assert.Equal(quantity <= level.Available, asked is StockOutcome.Moved);
            var moved = Assert.IsType<StockOutcome.Moved>(fact);
            Assert.Equal(level.OnHand - quantity, moved.After.OnHand);
            Assert.Equal(level.Reserved, moved.After.Reserved);
        });

    [Fact]
    public void A_count_sets_on_hand_to_the_figure_counted_whatever_it_was() =>
        Gen.Select(Levels, Gen.Int[0, Quantities.Max]).Sample((level, counted) =>
        {
            var moved = Assert.IsType<StockOutcome.Moved>(StockRules.Decide(level, MovementKind.Count, counted, allowOversell: false));
            Assert.Equal(counted, moved.After.OnHand);
            Assert.Equal(counted - level.OnHand, moved.Delta);
        });

    [Fact]
    public void A_promise_never_exceeds_what_is_available() =>
        Gen.Select(Levels, Gen.Int[1, 100_000]).Sample((level, quantity) =>
        {
            var outcome = StockRules.Reserve(level, quantity);
            Assert.Equal(quantity <= level.Available, outcome is StockOutcome.Moved);
            if (outcome is StockOutcome.Moved moved)
            {
                Assert.Equal(level.Available - quantity, moved.After.Available);
                Assert.Equal(level.OnHand, moved.After.OnHand);
            }
        });

    [Theory]
    [InlineData(MovementKind.Sale, 0)]
    [InlineData(MovementKind.Sale, -1)]
    [InlineData(MovementKind.Restock, 1_000_000_001)]
    [InlineData(MovementKind.Return, 0)]
    [InlineData(MovementKind.Adjustment, 0)]
    [InlineData(MovementKind.Adjustment, -1_000_000_001)]
    [InlineData(MovementKind.Count, -1)]
    public void A_quantity_that_does_not_fit_its_kind_is_named(MovementKind kind, long quantity) =>
        Assert.NotNull(StockRules.QuantityError(kind, quantity));

    [Theory]
    [InlineData(MovementKind.Sale, 1)]
    [InlineData(MovementKind.Adjustment, -1_000_000_000)]
    [InlineData(MovementKind.Count, 0)]
    public void A_quantity_that_fits_its_kind_passes(MovementKind kind, long quantity) =>
        Assert.Null(StockRules.QuantityError(kind, quantity));

    [Fact]
    public void A_level_never_leaves_its_range() =>
        Assert.IsType<StockOutcome.OutOfRange>(
            StockRules.Decide(new StockLevel(Quantities.Max, 0), MovementKind.Restock, 1, allowOversell: false));
}
