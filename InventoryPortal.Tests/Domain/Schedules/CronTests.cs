using InventoryPortal.Domain.Schedules;
using Xunit;

namespace InventoryPortal.Tests.Domain.Schedules;

public sealed class CronTests
{
    [Theory]
    [InlineData("* * * * *", "Every minute.")]
    [InlineData("*/5 * * * *", "Every 5 minutes.")]
    [InlineData("0 * * * *", "Every full hour.")]
    [InlineData("0 */6 * * *", "Every 6 hours.")]
    [InlineData("0 2 * * *", "Every day at 02:00.")]
    [InlineData("59 23 * * *", "Every day at 23:59.")]
    public void An_expression_is_read_said_and_written_back(string expression, string words)
    {
        var rhythm = Cron.Read(expression);

        Assert.Equal(words, RhythmWords.Of(rhythm));
        Assert.Equal(expression, Cron.Write(rhythm));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0 2 * *")]
    [InlineData("0 2 * * * *")]
    [InlineData("60 2 * * *")]
    [InlineData("0 24 * * *")]
    [InlineData("-1 2 * * *")]
    [InlineData("0 2 1 * *")]
    [InlineData("0 2 * * MON")]
    [InlineData("0 2 * * 1")]
    [InlineData("0,30 2 * * *")]
    [InlineData("0-5 2 * * *")]
    [InlineData("30 * * * *")]
    [InlineData("* 2 * * *")]
    // These begin anew in the middle of themselves.
    [InlineData("*/7 * * * *")]
    [InlineData("0 */5 * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/60 * * * *")]
    [InlineData("@daily")]
    public void What_is_not_understood_is_refused_and_not_guessed_at(string? expression)
    {
        Assert.False(Cron.TryRead(expression, out _, out var fault));
        Assert.StartsWith("Only every minute", fault, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Cron.Read(expression!));
    }

    [Fact]
    public void What_is_quicker_than_a_minute_has_words_and_no_expression()
    {
        var rhythm = new Rhythm.Every(TimeSpan.FromSeconds(15));

        Assert.Null(Cron.Write(rhythm));
        Assert.Equal("Every 15 seconds.", RhythmWords.Of(rhythm));
    }

    [Fact]
    public void What_comes_every_few_minutes_is_counted_from_midnight_in_UTC_whatever_the_zone()
    {
        var kathmandu = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");
        var now = new DateTimeOffset(2026, 3, 1, 12, 7, 30, TimeSpan.FromHours(2));

        Assert.Equal(ClockChanges.At("2026-03-01T10:05Z"), Cron.Read("*/5 * * * *").Latest(now, kathmandu));
        Assert.Equal(ClockChanges.At("2026-03-01T11:00Z"), Cron.Read("0 * * * *").Next(now, kathmandu));
        Assert.Equal(Rhythm.MaxCount, Cron.Read("* * * * *").Count(now, now.AddYears(1), kathmandu));
    }
}
