using InventoryPortal.Domain.Monitoring;
using Xunit;

namespace InventoryPortal.Tests.Domain.Monitoring;

public sealed class SilenceRuleTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_busy_shops_silence_is_improbable_after_minutes_and_a_quiet_ones_after_days()
    {
        var busy = SilenceRule.RatesOf(Every(TimeSpan.FromMinutes(1), 7), Monday, Monday.AddDays(7))!;
        Assert.Equal(60, busy[13], 6);
        Assert.False(SilenceRule.Judge(busy, Monday.AddDays(7), Monday.AddDays(7).AddMinutes(6)).IsSilent);
        Assert.True(SilenceRule.Judge(busy, Monday.AddDays(7), Monday.AddDays(7).AddMinutes(7)).IsSilent);
        var quiet = SilenceRule.RatesOf(Every(TimeSpan.FromHours(3), 7), Monday, Monday.AddDays(7))!;
        Assert.False(SilenceRule.Judge(quiet, Monday.AddDays(7), Monday.AddDays(7).AddHours(18)).IsSilent);
        Assert.True(SilenceRule.Judge(quiet, Monday.AddDays(7), Monday.AddDays(7).AddHours(19)).IsSilent);
    }

    [Fact]
    public void A_shop_that_sleeps_at_night_may_be_silent_at_night_and_not_by_day()
    {
        var byDay = Every(TimeSpan.FromMinutes(2), 7).Where(t => t.Hour is >= 8 and < 20).ToList();
        var rates = SilenceRule.RatesOf(byDay, Monday, Monday.AddDays(7))!;
        var night = SilenceRule.Judge(rates, Monday.AddDays(7).AddHours(20), Monday.AddDays(8).AddHours(8));
        Assert.Equal((0.0, 1.0, false), (night.Expected, night.Probability, night.IsSilent));
        Assert.True(SilenceRule.Judge(rates, Monday.AddDays(7).AddHours(20), Monday.AddDays(8).AddHours(8.5)).IsSilent);
    }

    [Fact]
    public void The_probability_is_that_of_a_poisson_process()
    {
        var rates = Enumerable.Repeat(2.0, SilenceRule.Hours).ToArray();
        var silence = SilenceRule.Judge(rates, Monday.AddMinutes(30), Monday.AddHours(2));
        Assert.Equal(3.0, silence.Expected, 9);
        Assert.Equal(Math.Exp(-3), silence.Probability, 9);
    }

    [Fact]
    public void A_thin_history_is_no_habit()
    {
        Assert.Null(SilenceRule.RatesOf([.. Every(TimeSpan.FromHours(4), 7)], Monday, Monday.AddDays(7)));
        Assert.Null(SilenceRule.RatesOf([.. Every(TimeSpan.FromSeconds(10), 1).Take(100)], Monday, Monday.AddHours(1)));
    }

    private static List<DateTimeOffset> Every(TimeSpan pause, int days) =>
        [.. Enumerable.Range(0, (int)(TimeSpan.FromDays(days) / pause)).Select(i => Monday + (i * pause))];
}
