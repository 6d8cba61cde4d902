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
        Assert.Equal(60, busy[SilenceRule.SlotOf(Monday.AddHours(13))], 6);
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
        Assert.InRange(night.Expected, 0, 2);
        Assert.False(night.IsSilent);
        Assert.True(SilenceRule.Judge(rates, Monday.AddDays(7).AddHours(20), Monday.AddDays(8).AddHours(8.5)).IsSilent);
    }

    [Fact]
    public void The_probability_is_that_of_a_poisson_process()
    {
        var rates = Enumerable.Repeat(2.0, SilenceRule.Slots).ToArray();
        var silence = SilenceRule.Judge(rates, Monday.AddMinutes(30), Monday.AddHours(2));
        Assert.Equal(3.0, silence.Expected, 9);
        Assert.Equal(Math.Exp(-3), silence.Probability, 9);
    }

    [Fact]
    public void A_shop_that_is_closed_on_Sundays_may_be_silent_on_Sundays_and_not_on_Mondays()
    {
        var open = Every(TimeSpan.FromMinutes(6), 28).Where(t => t.DayOfWeek != DayOfWeek.Sunday).ToList();
        var rates = SilenceRule.RatesOf(open, Monday, Monday.AddDays(28))!;
        var sunday = Monday.AddDays(27);
        Assert.False(SilenceRule.Judge(rates, sunday, sunday.AddHours(4)).IsSilent);
        Assert.True(SilenceRule.Judge(rates, sunday.AddDays(1), sunday.AddDays(1).AddHours(1)).IsSilent);
    }

    [Fact]
    public void An_hour_that_was_seen_once_is_believed_by_halves_and_one_that_was_seen_often_wholly()
    {
        // Ten an hour all week, but for one hour of Monday with forty.
        List<DateTimeOffset> Weeks(int weeks) =>
        [
            .. Every(TimeSpan.FromMinutes(6), 7 * weeks),
            .. Enumerable.Range(0, weeks).SelectMany(w => Enumerable.Range(0, 30).Select(i => Monday.AddDays(7 * w).AddHours(9).AddMinutes(i))),
        ];
        double Rate(int weeks) => SilenceRule.RatesOf(Weeks(weeks), Monday, Monday.AddDays(7 * weeks))![SilenceRule.SlotOf(Monday.AddHours(9))];
        // By hand for one week: the mean is 1,710 / 168 h; the hour of the day 101 / (7 h + 1 / mean); the hour of the week 44 / (1 h + 4 / that).
        Assert.Equal(44 / (1 + (4 / (101 / (7 + (168 / 1710.0))))), Rate(1), 9);
        Assert.InRange(Rate(1), 30, 36);
        Assert.InRange(Rate(8), 38, 40);
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
