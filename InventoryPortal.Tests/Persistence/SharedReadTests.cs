using InventoryPortal.Persistence;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>A read over a whole table costs a small share of the time, however often it is asked for.</summary>
public sealed class SharedReadTests
{
    private readonly FakeTimeProvider _clock = new();
    private TimeSpan _takes;
    private int _reads;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quick_one_is_read_whenever_it_is_asked_for()
    {
        var shared = Shared();
        _takes = SharedRead<string>.Quick - TimeSpan.FromMilliseconds(1);
        Assert.Equal(["1", "2", "3"], [await shared.GetAsync(Stop), await shared.GetAsync(Stop), await shared.GetAsync(Stop)]);
    }

    [Fact]
    public async Task A_slow_one_serves_all_for_nine_times_as_long_as_it_took_and_is_then_read_by_one_of_them()
    {
        var shared = Shared();
        _takes = TimeSpan.FromSeconds(1);
        Assert.Equal("1", await shared.GetAsync(Stop));
        _clock.Advance(TimeSpan.FromSeconds(8.9));
        Assert.Equal("1", await shared.GetAsync(Stop));
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shared.GetAsync(Stop))), v => Assert.Equal("2", v));

        // Quick again: everybody reads for himself again.
        _takes = TimeSpan.Zero;
        _clock.Advance(TimeSpan.FromSeconds(9.1));
        Assert.Equal(["3", "4"], [await shared.GetAsync(Stop), await shared.GetAsync(Stop)]);
    }

    [Fact]
    public async Task One_that_fails_leaves_the_turn_to_the_next()
    {
        var shared = Shared();
        _takes = TimeSpan.FromSeconds(1);
        await shared.GetAsync(Stop);
        _clock.Advance(TimeSpan.FromSeconds(10));
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shared.GetAsync(gone.Token));
        Assert.Equal("2", await shared.GetAsync(Stop));
    }

    private SharedRead<string> Shared() => new(
        token =>
        {
            token.ThrowIfCancellationRequested();
            _clock.Advance(_takes);
            return Task.FromResult((++_reads).ToString(System.Globalization.CultureInfo.InvariantCulture));
        },
        _clock);
}
