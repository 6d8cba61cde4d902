using CsCheck;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Values;
using Xunit;

namespace InventoryPortal.Tests.Domain.Reconciliation;

public sealed class DriftDecisionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(2);

    private static Observation Seen(int value, int seconds) => new(value, Noon.AddSeconds(seconds));

    /// <summary>Two agreeing reads of 7 where 10 are expected, far enough apart.</summary>
    private static readonly DriftFacts Sure = new(Seen(7, 0), Seen(7, 121), 10, 12, false, Lag, DriftPolicy.Adopt);

    [Fact]
    public void Two_agreeing_reads_apart_and_without_an_order_between_are_drift()
    {
        var drift = Assert.IsType<DriftDecision.Drift>(DriftDecision.Decide(Sure));

        Assert.Equal(new DriftDecision.Drift(7, 10, DriftPolicy.Adopt), drift);
        Assert.Equal(-3, drift.Delta);
    }

    [Theory]
    [InlineData(DriftPolicy.Report)]
    [InlineData(DriftPolicy.Overwrite)]
    public void The_policy_says_what_is_done(DriftPolicy policy) =>
        Assert.Equal(new DriftDecision.Drift(7, 10, policy), DriftDecision.Decide(Sure with { Policy = policy }));

    [Fact]
    public void The_expected_quantity_is_no_drift() =>
        Assert.IsType<DriftDecision.NoDrift>(DriftDecision.Decide(Sure with { Latest = Seen(10, 121) }));

    [Fact]
    public void What_we_last_sent_is_our_own_echo() =>
        Assert.IsType<DriftDecision.OwnEcho>(DriftDecision.Decide(Sure with { LastSent = 7 }));

    [Fact]
    public void One_read_waits_for_a_second() =>
        Assert.Equal(
            new DriftDecision.WaitForSecondRead(Seen(7, 121), Noon.AddSeconds(242), DriftWaitReason.FirstRead),
            DriftDecision.Decide(Sure with { Earlier = null }));

    [Fact]
    public void An_order_between_the_reads_starts_over() =>
        Assert.Equal(
            new DriftDecision.WaitForSecondRead(Seen(7, 121), Noon.AddSeconds(242), DriftWaitReason.OrderBetween),
            DriftDecision.Decide(Sure with { OrderBetween = true }));

    [Fact]
    public void Reads_that_disagree_start_over() =>
        Assert.Equal(
            new DriftDecision.WaitForSecondRead(Seen(6, 121), Noon.AddSeconds(242), DriftWaitReason.ReadsDisagree),
            DriftDecision.Decide(Sure with { Latest = Seen(6, 121) }));

    [Fact]
    public void Reads_within_the_event_lag_keep_the_earlier_one() =>
        Assert.Equal(
            new DriftDecision.WaitForSecondRead(Seen(7, 0), Noon.AddSeconds(121), DriftWaitReason.TooSoon),
            DriftDecision.Decide(Sure with { Latest = Seen(7, 120) }));

    [Fact]
    public void A_difference_too_large_for_one_movement_is_reported_instead_of_adopted()
    {
        var huge = Sure with { Earlier = Seen(int.MaxValue, 0), Latest = Seen(int.MaxValue, 200), Expected = -Quantities.Max };

        Assert.Equal(new DriftDecision.Drift(int.MaxValue, -Quantities.Max, DriftPolicy.Report), DriftDecision.Decide(huge));
    }

    [Fact]
    public void Drift_is_never_found_in_an_unseen_sale() =>
        // The channel sold units and their order reaches us within the lag; reads fall anywhere around it.
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 300], Gen.Int[0, 120], Gen.Int[0, 300], Gen.Int[0, 400]).Sample((sold, saleAt, late, firstAt, apart) =>
        {
            int Shows(int at) => at >= saleAt ? 10 - sold : 10;
            bool Known(int at) => at >= saleAt + late;
            var second = firstAt + apart;
            var facts = new DriftFacts(
                Shows(firstAt) == 10 ? null : Seen(Shows(firstAt), firstAt), Seen(Shows(second), second),
                Known(second) ? 10 - sold : 10, 10, Known(second) && !Known(firstAt), Lag, DriftPolicy.Adopt);
            return DriftDecision.Decide(facts) is not DriftDecision.Drift;
        }, iter: 20_000);

    [Fact]
    public void Waiting_until_the_named_instant_with_the_kept_read_decides() =>
        Gen.Select(Gen.Int[-5, 30], Gen.Int[-5, 30], Gen.Int[0, 200], Gen.Bool).Sample((first, second, at, order) =>
        {
            var facts = Sure with { Earlier = Seen(first, 0), Latest = Seen(second, at), OrderBetween = order };
            return DriftDecision.Decide(facts) is not DriftDecision.WaitForSecondRead wait
                || DriftDecision.Decide(facts with { Earlier = wait.Keep, Latest = new(wait.Keep.Value, wait.NotBefore), OrderBetween = false })
                    is not DriftDecision.WaitForSecondRead;
        });
}
