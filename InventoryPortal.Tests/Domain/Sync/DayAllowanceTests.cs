using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Domain.Sync;

public sealed class DayAllowanceTests
{
    private static readonly TimeZoneInfo Pacific = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_day_is_the_channels_own_and_ends_at_its_midnight_also_when_the_clocks_change()
    {
        var allowance = DayAllowance.Of(250, default, Pacific, Noon);
        Assert.Equal(new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero), allowance.Ends);
        // 06:00 UTC is still the evening before in the Pacific.
        Assert.Equal(allowance.Day, DayAllowance.Of(250, default, Pacific, Noon.AddHours(10)).Day);
        Assert.Equal(allowance.Day + 1, DayAllowance.Of(250, default, Pacific, allowance.Ends).Day);
        var lastSummerDay = DayAllowance.Of(250, default, Pacific, new DateTimeOffset(2026, 10, 31, 20, 0, 0, TimeSpan.Zero));
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 7, 0, 0, TimeSpan.Zero), lastSummerDay.Ends);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero), DayAllowance.Of(250, default, Pacific, lastSummerDay.Ends).Ends);
    }

    [Fact]
    public void Yesterdays_writes_count_no_more_and_a_late_record_counts_for_the_day_at_hand()
    {
        var written = new DayWrites(100, 0).Plus(100).Plus(100);
        Assert.Equal((2, 0), (written.On(100), written.On(101)));
        Assert.Equal(new DayWrites(101, 1), written.Plus(101));
        Assert.Equal(new DayWrites(101, 2), written.Plus(101).Plus(100));
    }

    [Theory]
    [InlineData(0, 10, 11, true)]
    [InlineData(199, 10, 11, true)]
    [InlineData(200, 10, 11, false)]
    [InlineData(200, 10, 14, false)]
    [InlineData(200, 10, 15, true)]
    [InlineData(200, 0, 1, true)]
    [InlineData(229, 0, 1, true)]
    [InlineData(230, 0, 1, false)]
    [InlineData(230, 10, 100, false)]
    [InlineData(230, 10, 9, true)]
    [InlineData(249, 10, 0, true)]
    [InlineData(250, 10, 0, false)]
    public void Few_writes_left_are_kept_for_lowering_and_for_raises_worth_one(int used, int baseline, int value, bool goes) =>
        Assert.Equal(goes, new DayAllowance(250, used, 1, Noon).HeldBack(baseline, value, settles: false) is null);

    [Fact]
    public void Lowering_goes_as_long_as_one_write_is_left_whatever_the_limit()
    {
        for (var limit = 1; limit <= 300; limit++)
        {
            for (var used = 0; used < limit; used++)
            {
                Assert.Null(new DayAllowance(limit, used, 1, Noon).HeldBack(5, 4, settles: false));
                Assert.Null(new DayAllowance(limit, used, 1, Noon).HeldBack(5, 6, settles: true));
            }
            Assert.NotNull(new DayAllowance(limit, limit, 1, Noon).HeldBack(5, 4, settles: true));
        }
    }

    [Fact]
    public void What_is_held_back_says_until_when_and_a_write_that_fits_goes_as_without_a_limit()
    {
        var facts = new SendFacts(11, 10, null, 0, 0, null, false, 11, false, true, false, false);
        var free = Assert.IsType<SendDecision.Send>(SendRule.Decide(facts));
        Assert.Equal(free, SendRule.Decide(facts with { Allowance = new DayAllowance(250, 10, 1, Noon) }));
        var held = Assert.IsType<SendDecision.NotToday>(SendRule.Decide(facts with { Allowance = new DayAllowance(250, 240, 1, Noon) }));
        Assert.Equal(Noon, held.Until);
        Assert.Contains("240 of 250", held.Reason, StringComparison.Ordinal);
    }
}
