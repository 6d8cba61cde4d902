using InventoryPortal.Domain.Stock;
using InventoryPortal.Operations.Risk;
using InventoryPortal.Persistence;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class FlashGaugeTests
{
    private const int Watched = 10_000;

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FlashGauge _gauge = new(TimeSpan.FromMinutes(1));

    [Fact]
    public void A_product_of_which_was_heard_again_is_watched_on_while_those_heard_of_longest_ago_are_forgotten()
    {
        Hear(1, available: 50);
        Hear(2, available: 50);
        Hear(1, available: 50);
        for (var id = 3; id <= Watched + 1; id++)
        {
            Hear(id, available: 50);
        }

        Assert.Equal([(1L, 2)], Hear(1, available: 48));
        Assert.Empty(Hear(2, available: 48));
    }

    private IReadOnlyList<(long ProductId, int Units)> Hear(long id, int available) =>
        _gauge.Seen(new CommitNote(CommitTopics.Stock, [new StockNote(id, $"P{id}", available, 0, available, MovementKind.Sale, -1, Noon)], []));
}
