using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Rates;
using InventoryPortal.Persistence.Rows;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Sales and pushes per minute come from the tables.</summary>
public sealed class RateTests : OperationsBench
{
    private int _keys;

    private RateQueries Rates() => new(Portal, Clock);

    [Fact]
    public async Task Units_sold_and_quantities_pushed_stand_in_their_minutes_by_channel()
    {
        var mug = await ProductAsync("MUG", onHand: 50);
        var (north, south) = (await ChannelAsync("north"), await ChannelAsync("south"));
        await SellAsync(mug, 3, Noon.AddMinutes(-2), north);
        await SellAsync(mug, 2, Noon.AddMinutes(-2).AddSeconds(59), south);
        await SellAsync(mug, 4, Noon, channel: null);
        await SellAsync(mug, 9, Noon.AddMinutes(-RateQueries.Minutes), north);
        await PushAsync(north, Noon.AddMinutes(-59), applied: 7, rejected: 1);
        await PushAsync(south, Noon, applied: 0, rejected: 2);

        var rates = await Rates().LastHourAsync(scope: null, Stop);

        Assert.Equal(Noon.AddMinutes(-59), rates.From);
        Assert.Equal([(null, 59, 4), ("north", 57, 3), ("south", 57, 2)], Figures(rates.Sold));
        Assert.Equal([("north", 0, 7)], Figures(rates.Pushed));
        Assert.Equal((1, 2, 3), (rates.NotTaken[0], rates.NotTaken[59], rates.NotTaken.Sum()));
    }

    [Fact]
    public async Task What_comes_back_or_is_promised_is_no_sale()
    {
        var mug = await ProductAsync("MUG", onHand: 50);
        await MoveAsync(mug, MovementKind.Return, 3, Noon, channel: null);
        await MoveAsync(mug, MovementKind.Reserve, 0, Noon, channel: null);

        Assert.Empty((await Rates().LastHourAsync(scope: null, Stop)).Sold);
    }

    [Fact]
    public async Task The_present_minute_is_read_again_and_one_that_is_over_is_not()
    {
        var mug = await ProductAsync("MUG", onHand: 50);
        var rates = Rates();
        await SellAsync(mug, 1, Noon.AddMinutes(-5), channel: null);
        await SellAsync(mug, 1, Noon, channel: null);
        Assert.Equal(2, (await rates.LastHourAsync(scope: null, Stop)).Sold.Single().PerMinute.Sum());

        await SellAsync(mug, 10, Noon.AddMinutes(-5), channel: null);
        await SellAsync(mug, 100, Noon, channel: null);
        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(102, (await rates.LastHourAsync(scope: null, Stop)).Sold.Single().PerMinute.Sum());
    }

    [Fact]
    public async Task A_writer_that_commits_just_after_the_minute_is_not_forgotten()
    {
        var mug = await ProductAsync("MUG", onHand: 50);
        var rates = Rates();
        Clock.Advance(TimeSpan.FromSeconds(62));
        Assert.Empty((await rates.LastHourAsync(scope: null, Stop)).Sold);
        await SellAsync(mug, 3, Noon.AddSeconds(59), channel: null);
        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([(null, 58, 3)], Figures((await rates.LastHourAsync(scope: null, Stop)).Sold));
    }

    private static IEnumerable<(string? Channel, int Minute, int Figure)> Figures(IEnumerable<RateSeries> series) =>
        from s in series
        from minute in Enumerable.Range(0, s.PerMinute.Count)
        where s.PerMinute[minute] != 0
        select (s.Channel, minute, s.PerMinute[minute]);

    private Task<MovementRow> SellAsync(ProductRow product, int units, DateTimeOffset at, ChannelRow? channel) => MoveAsync(product, MovementKind.Sale, -units, at, channel);

    private Task<MovementRow> MoveAsync(ProductRow product, MovementKind kind, int delta, DateTimeOffset at, ChannelRow? channel) => AddAsync(new MovementRow
    {
        ProductId = product.Id, Kind = kind, Delta = delta, CauseType = "command", IdempotencyKey = $"m{_keys++}", ChannelId = channel?.Id,
        ActorKind = ActorKind.System, ActorId = "test", ActorName = "test", OccurredAt = at, RecordedAt = at,
    });

    private Task<SyncAttemptRow> PushAsync(ChannelRow channel, DateTimeOffset at, int applied, int rejected) => AddAsync(new SyncAttemptRow
    {
        ChannelId = channel.Id, Route = "batch", Items = applied + rejected, StartedAt = at, DurationMs = 5, Status = 200, Applied = applied, Rejected = rejected,
    });
}
