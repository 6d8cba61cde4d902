using CsCheck;
using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Domain.Sync;

public sealed class RetryAndPacingProperties
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(int.MaxValue, 300)]
    public void The_longest_wait_doubles_up_to_the_cap(int attempt, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Delay(attempt, 1, RetryLimits.Default));
        Assert.Equal(TimeSpan.FromSeconds(seconds / 2.0), RetrySchedule.Delay(attempt, 0.5, RetryLimits.Default));
        Assert.Equal(TimeSpan.Zero, RetrySchedule.Delay(attempt, 0, RetryLimits.Default));
    }

    [Fact]
    public void No_wait_is_negative_or_beyond_the_cap() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Double[0, 1], Gen.Long[1, TimeSpan.TicksPerDay], Gen.Long[1, TimeSpan.TicksPerDay]).Sample((attempt, random, start, cap) =>
        {
            var limits = new RetryLimits(TimeSpan.FromTicks(start), TimeSpan.FromTicks(cap), 8);
            var delay = RetrySchedule.Delay(attempt, random, limits);
            return delay >= TimeSpan.Zero && delay <= limits.Cap && delay <= RetrySchedule.Delay(attempt, 1, limits);
        });

    [Fact]
    public void The_longest_wait_never_shrinks_with_further_attempts() =>
        Assert.All(Enumerable.Range(1, 200), attempt =>
            Assert.True(RetrySchedule.Delay(attempt + 1, 1, RetryLimits.Default) >= RetrySchedule.Delay(attempt, 1, RetryLimits.Default)));

    [Fact]
    public void Randomness_outside_0_to_1_and_an_attempt_before_the_first_are_bugs()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.Delay(0, 0.5, RetryLimits.Default));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.Delay(1, 1.1, RetryLimits.Default));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.Delay(1, double.NaN, RetryLimits.Default));
        Assert.False(RetryLimits.Default.IsSpent(7));
        Assert.True(RetryLimits.Default.IsSpent(8));
    }

    [Fact]
    public void In_no_stretch_of_time_go_more_calls_than_burst_and_rate_allow() =>
        Gen.Select(Gen.Double[0.1, 50], Gen.Int[1, 10], Gen.Int[0, 2_000].Array[1, 60]).Sample((rate, burst, gaps) =>
        {
            var starts = new List<DateTimeOffset>();
            var (pacer, now) = (Pacer.New(rate, burst), Noon);
            foreach (var gap in gaps)
            {
                now += TimeSpan.FromMilliseconds(gap);
                (pacer, var wait) = pacer.Take(now);
                starts.Add(now + wait);
            }
            return Enumerable.Range(0, starts.Count).All(from => Enumerable.Range(from, starts.Count - from).All(to =>
                to - from + 1 <= burst + ((starts[to] - starts[from]).TotalSeconds * rate) + 1e-6));
        });

    [Fact]
    public void A_caller_that_keeps_to_the_rate_never_waits() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 5]).Sample((rate, burst) =>
        {
            var (pacer, now) = (Pacer.New(rate, burst), Noon);
            for (var i = 0; i < 20; i++)
            {
                (pacer, var wait) = pacer.Take(now);
                if (wait != TimeSpan.Zero)
                {
                    return false;
                }
                now += TimeSpan.FromTicks((TimeSpan.TicksPerSecond / rate) + 1);
            }
            return true;
        });

    [Fact]
    public void A_burst_goes_at_once_and_the_next_call_waits_its_turn()
    {
        var pacer = Pacer.New(2, 3);
        var waits = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            (pacer, var wait) = pacer.Take(Noon);
            waits.Add(wait.TotalSeconds);
        }

        Assert.Equal([0, 0, 0, 0.5, 1], waits);
    }

    [Fact]
    public void Nothing_goes_out_before_the_instant_that_the_channel_asked_for()
    {
        var pacer = Pacer.New(10, 1).Defer(Noon.AddSeconds(30)).Defer(Noon.AddSeconds(5));

        (pacer, var first) = pacer.Take(Noon);
        (_, var second) = pacer.Take(Noon);

        Assert.Equal(30, first.TotalSeconds);
        Assert.Equal(30.1, second.TotalSeconds);
    }
}
