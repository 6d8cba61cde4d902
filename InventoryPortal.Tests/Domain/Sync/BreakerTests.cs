using CsCheck;
using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Domain.Sync;

public sealed class BreakerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly BreakerLimits Limits =
        new(3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));

    private static Breaker Opened(DateTimeOffset now) =>
        Enumerable.Range(0, 3).Aggregate(Breaker.New(Limits), (b, _) => b.OnFailure(now));

    [Fact]
    public void It_opens_only_after_failures_in_a_row()
    {
        var breaker = Breaker.New(Limits).OnFailure(Noon).OnFailure(Noon).OnSuccess(Noon).OnFailure(Noon).OnFailure(Noon);

        Assert.IsType<BreakerDecision.Go>(breaker.Ask(Noon));
        var wait = Assert.IsType<BreakerDecision.Wait>(breaker.OnFailure(Noon).Ask(Noon));
        Assert.Equal(Noon.AddSeconds(10), wait.Until);
    }

    [Fact]
    public void After_its_time_one_probe_goes_and_decides()
    {
        var probe = Assert.IsType<BreakerDecision.Probe>(Opened(Noon).Ask(Noon.AddSeconds(10)));

        Assert.IsType<BreakerDecision.Wait>(probe.Next.Ask(Noon.AddSeconds(11)));
        Assert.Equal("closed", probe.Next.OnSuccess(Noon.AddSeconds(12)).Word);
        Assert.Equal(Noon.AddSeconds(12 + 20), Assert.IsType<Breaker.Open>(probe.Next.OnFailure(Noon.AddSeconds(12))).Until);
    }

    [Fact]
    public void A_probe_that_is_never_heard_of_again_does_not_hold_the_lane()
    {
        var probe = Opened(Noon).Ask(Noon.AddSeconds(10));

        Assert.IsType<BreakerDecision.Probe>(probe.Next.Ask(Noon.AddSeconds(100)));
    }

    [Fact]
    public void Late_results_of_earlier_calls_leave_an_open_breaker_as_it_is()
    {
        var open = Opened(Noon);

        Assert.Equal(open, open.OnFailure(Noon.AddSeconds(5)));
        Assert.Equal(open, open.OnSuccess(Noon.AddSeconds(5)));
    }

    [Fact]
    public void Whatever_happens_it_never_stays_shut_longer_than_its_bound() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 40]).Array[0, 80].Sample(events =>
        {
            var (breaker, now) = (Breaker.New(Limits), Noon);
            foreach (var (what, seconds) in events)
            {
                now = now.AddSeconds(seconds);
                breaker = what switch { 0 => breaker.OnSuccess(now), 1 => breaker.OnFailure(now), _ => breaker.Ask(now).Next };
                var longest = breaker is Breaker.HalfOpen ? Limits.ProbeFor : Limits.MaxOpenFor;
                if (breaker.Ask(now) is BreakerDecision.Wait wait && (wait.Until <= now || wait.Until > now + longest))
                {
                    return false;
                }
            }
            return true;
        });
}
