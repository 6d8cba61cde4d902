using System.Globalization;
using InventoryPortal.Domain.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.Shopify;

public sealed class ShopifyBudgetTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(ShopifyBench.Start);
    private ShopifyBench _shop = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _shop = await ShopifyBench.StartAsync(_clock);

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_read_refused_for_its_cost_waits_for_exactly_what_is_missing_and_for_what_is_left_to_writes()
    {
        _shop.Graph = (_, _) => $$"""{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"} }],{{Cost(600, 100, 50)}} }""";
        // 600 and a tenth of the 1,000 that the bucket holds, less the 100 in it, at 50 a second.
        var until = ShopifyBench.Start.AddSeconds(12);
        Assert.Equal(new ReadFailure.Transient(until, true, "The shop's bucket of points is empty."), (await ReadAsync()).Failure);
        _clock.Advance(TimeSpan.FromSeconds(11));
        var early = Assert.IsType<ReadFailure.Transient>((await ReadAsync()).Failure);
        Assert.Equal((until, true), (early.NotBefore, early.Throttled));
        Assert.Single(_shop.Asked);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _shop.Graph = (_, _) => $$"""{"data":{"nodes":[null]},{{Cost(600, 0, 50)}} }""";
        Assert.Null((await ReadAsync()).Failure);
        Assert.Equal(2, _shop.Asked.Count);
    }

    [Fact]
    public async Task A_write_that_the_bucket_cannot_hold_is_not_made_and_costs_no_attempt()
    {
        _shop.Graph = (_, variables) => ShopifyBench.Taken(variables).TrimEnd()[..^1] + $",{Cost(15, 5, 100)}}}";
        var call = Assert.Single(_shop.Adapter.Plan([ShopifyBench.Push(1, 5)]));
        Assert.IsType<PushVerdict.Applied>((await _shop.Adapter.PushAsync(_shop.Channel(), call, Stop)).Verdicts[0].Verdict);
        var retry = Assert.IsType<PushVerdict.RetryAt>((await _shop.Adapter.PushAsync(_shop.Channel(), call, Stop)).Verdicts[0].Verdict);
        Assert.Equal((ShopifyBench.Start.AddSeconds(0.1), true), (retry.NotBefore, retry.Throttled));
        Assert.Single(_shop.Asked);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.IsType<PushVerdict.Applied>((await _shop.Adapter.PushAsync(_shop.Channel(), call, Stop)).Verdicts[0].Verdict);
    }

    [Fact]
    public async Task Of_a_bucket_that_holds_two_writes_two_are_made_whatever_the_plan()
    {
        _shop.Graph = (_, variables) => ShopifyBench.Taken(variables).TrimEnd()[..^1] + $",{Cost(10, 20, 1)}}}";
        var call = Assert.Single(_shop.Adapter.Plan([ShopifyBench.Push(1, 5)]));
        await _shop.Adapter.PushAsync(_shop.Channel(), call, Stop);
        // From here on the shop says nothing more of its bucket: what it told last is all that is known.
        _shop.Graph = (_, variables) => ShopifyBench.Taken(variables);
        var verdicts = new List<PushVerdict>();
        for (var i = 0; i < 4; i++)
        {
            verdicts.Add((await _shop.Adapter.PushAsync(_shop.Channel(), call, Stop)).Verdicts[0].Verdict);
        }
        Assert.Equal(2, verdicts.Count(v => v is PushVerdict.Applied));
        Assert.Equal(3, _shop.Asked.Count);
    }

    [Fact]
    public async Task A_write_goes_while_reads_have_to_wait()
    {
        _shop.Graph = (operation, variables) => operation == "stock"
            ? $$"""{"data":{"nodes":[null]},{{Cost(600, 100, 50)}} }"""
            : ShopifyBench.Taken(variables).TrimEnd()[..^1] + $",{Cost(15, 85, 50)}}}";
        Assert.Null((await ReadAsync()).Failure);
        Assert.NotNull((await ReadAsync()).Failure);
        var call = Assert.Single(_shop.Adapter.Plan([ShopifyBench.Push(1, 5)]));
        Assert.IsType<PushVerdict.Applied>((await _shop.Adapter.PushAsync(_shop.Channel(), call, Stop)).Verdicts[0].Verdict);
    }

    [Fact]
    public async Task A_dear_read_that_waits_is_not_overtaken_by_cheap_ones_for_ever()
    {
        double left = 0;
        _shop.Graph = (operation, _) =>
        {
            left -= operation == "stock" ? 600 : 10;
            return operation == "stock" ? $$"""{"data":{"nodes":[null]},{{Cost(600, left, 100)}} }""" : $$"""{"data":{"order":null},{{Cost(80, left, 100)}} }""";
        };
        left = 700;
        Assert.Null((await ReadAsync()).Failure);
        Assert.NotNull((await ReadAsync()).Failure);
        // Ten times a second somebody asks for an order, which is cheap enough at almost any time.
        var waited = 0;
        do
        {
            Assert.True(++waited < 300, "The dear read never went.");
            _clock.Advance(TimeSpan.FromSeconds(0.1));
            left = Math.Min(1_000, left + 10);
            await _shop.Adapter.ReadOrderAsync(_shop.Channel(), "5", Stop);
        }
        while ((await ReadAsync()).Failure is not null);
        Assert.InRange(waited, 50, 100);
    }

    [Fact]
    public async Task A_read_that_does_not_come_back_holds_nobody_up()
    {
        _shop.Graph = (operation, _) => operation == "stock" ? $$"""{"data":{"nodes":[null]},{{Cost(600, 690, 1)}} }""" : $$"""{"data":{"order":null},{{Cost(80, 690, 1)}} }""";
        Assert.Null((await ReadAsync()).Failure);
        Assert.NotNull((await ReadAsync()).Failure);
        Assert.NotNull((await _shop.Adapter.ReadOrderAsync(_shop.Channel(), "5", Stop)).Failure);
        _clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Null((await _shop.Adapter.ReadOrderAsync(_shop.Channel(), "5", Stop)).Failure);
    }

    private Task<StockReading> ReadAsync() => _shop.Adapter.ReadStockAsync(_shop.Channel(), [ShopifyBench.Item(1)], Stop);

    private static string Cost(double requested, double available, double rate) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        "extensions":{"cost":{"requestedQueryCost":{{requested}},"actualQueryCost":1,"throttleStatus":{"maximumAvailable":1000.0,"currentlyAvailable":{{available}},"restoreRate":{{rate}} } } }
        """);
}
