using InventoryPortal.Domain.Monitoring;
using Xunit;

namespace InventoryPortal.Tests.Domain.Monitoring;

public sealed class AlertNoticeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData(AlertState.Open, AlertSeverity.Critical, false, 0, 0, "opened", 0, 1.0)]
    [InlineData(AlertState.Open, AlertSeverity.Info, false, 0, 0, "opened", 0, null)]
    [InlineData(AlertState.Acknowledged, AlertSeverity.Critical, false, 0, 0, "opened", 0, null)]
    [InlineData(AlertState.Resolved, AlertSeverity.Critical, false, 0, 0, "opened resolved", 0, null)]
    [InlineData(AlertState.Resolved, AlertSeverity.Critical, true, 2, 0, "resolved", 2, null)]
    [InlineData(AlertState.Resolved, AlertSeverity.Critical, true, 2, 1, "resolved:1", 2, null)]
    [InlineData(AlertState.Open, AlertSeverity.Warning, true, 0, 0, "renotified:1", 1, 4.0)]
    [InlineData(AlertState.Open, AlertSeverity.Warning, true, 1, 0, "renotified:2", 2, 24.0)]
    [InlineData(AlertState.Open, AlertSeverity.Warning, true, 2, 0, "renotified:3", 3, 24.0)]
    [InlineData(AlertState.Open, AlertSeverity.Warning, true, 9, 0, "renotified:10", 10, 24.0)]
    [InlineData(AlertState.Acknowledged, AlertSeverity.Critical, true, 1, 0, "", 1, null)]
    public void People_are_told_as_the_table_says(
        AlertState state, AlertSeverity severity, bool announced, int renotified, int reopened, string occasions, int count, double? nextHours)
    {
        var plan = AlertNotices.Plan(new NoticeFacts(state, severity, announced, renotified, reopened, null), Now);
        Assert.Equal(occasions, string.Join(' ', plan.Occasions));
        Assert.Equal((count, nextHours is { } h ? Now.AddHours(h) : null), (plan.Renotified, plan.NextAt));
    }

    [Theory]
    [InlineData(AlertState.Open)]
    [InlineData(AlertState.Acknowledged)]
    public void One_that_is_put_off_is_told_again_when_its_time_comes_and_not_before(AlertState state)
    {
        var facts = new NoticeFacts(state, AlertSeverity.Info, true, 0, 0, Now.AddHours(3));
        Assert.Equal(Now.AddHours(3), AlertNotices.NextAt(facts, Now));
        Assert.Empty(AlertNotices.Plan(facts, Now).Occasions);
        Assert.Equal(["renotified:1"], AlertNotices.Plan(facts, Now.AddHours(3)).Occasions);
    }

    [Fact]
    public void One_that_is_put_off_and_ends_is_told_of_at_once() =>
        Assert.Equal(["resolved"], AlertNotices.Plan(new NoticeFacts(AlertState.Resolved, AlertSeverity.Warning, true, 0, 0, Now.AddDays(1)), Now).Occasions);

    [Fact]
    public void A_server_is_tried_again_with_growing_waits_up_to_ten_minutes_for_three_days()
    {
        Assert.Equal(Now.AddSeconds(15), DeliveryRetry.NextAt(1, Now, Now, null, 1));
        Assert.Equal(Now.AddSeconds(7.5), DeliveryRetry.NextAt(1, Now, Now, null, 0));
        Assert.Equal(Now.AddSeconds(120), DeliveryRetry.NextAt(4, Now, Now, null, 1));
        Assert.Equal(Now.AddMinutes(10), DeliveryRetry.NextAt(int.MaxValue, Now, Now, null, 1));
        Assert.Equal(Now.AddHours(2), DeliveryRetry.NextAt(1, Now, Now, Now.AddHours(2), 1));
        Assert.NotNull(DeliveryRetry.NextAt(900, Now.AddDays(-3).AddTicks(1), Now, null, 1));
        Assert.Null(DeliveryRetry.NextAt(1, Now.AddDays(-3), Now, null, 1));
    }

    [Theory]
    [InlineData(AlertKind.LowStock, null, "MUG-1", true)]
    [InlineData(AlertKind.LowStock, null, "CUP-1", false)]
    [InlineData(AlertKind.LowStock, null, null, true)]
    [InlineData(AlertKind.ChannelStale, "north", null, true)]
    [InlineData(AlertKind.ChannelStale, "south", null, false)]
    [InlineData(AlertKind.ErrorSpike, null, null, false)]
    public void A_destination_wants_what_its_rule_names(AlertKind kind, string? channel, string? sku, bool wanted) =>
        Assert.Equal(wanted, (Rule() with { Kinds = [AlertKind.LowStock, AlertKind.ChannelStale], Channels = ["north"], Skus = ["mug-*", "TEE"] }).Wants(kind, channel, sku));

    [Fact]
    public void A_destination_is_spared_what_presses_less_than_it_wants()
    {
        var rule = Rule() with { Least = AlertSeverity.Critical };
        Assert.False(rule.Wants(AlertKind.OutOfStock, null, null));
        Assert.True(rule.Wants(AlertKind.Oversold, null, null));
    }

    [Theory]
    [InlineData("2026-03-02T20:00:00+01:00", AlertSeverity.Warning, "2026-03-02T20:00:00+01:00", false)]
    [InlineData("2026-03-02T22:00:00+01:00", AlertSeverity.Warning, "2026-03-03T07:00:00+01:00", true)]
    [InlineData("2026-03-03T06:59:00+01:00", AlertSeverity.Info, "2026-03-03T07:00:00+01:00", true)]
    [InlineData("2026-03-03T07:00:00+01:00", AlertSeverity.Info, "2026-03-03T07:00:00+01:00", false)]
    [InlineData("2026-03-02T23:00:00+01:00", AlertSeverity.Critical, "2026-03-02T23:00:00+01:00", false)]
    // The night in which the clocks go forward, and the one in which they go back.
    [InlineData("2026-03-28T23:00:00+01:00", AlertSeverity.Warning, "2026-03-29T07:00:00+02:00", true)]
    [InlineData("2026-10-24T23:00:00+02:00", AlertSeverity.Warning, "2026-10-25T07:00:00+01:00", true)]
    public void Quiet_hours_hold_back_what_is_not_critical_to_their_end(string at, AlertSeverity severity, string due, bool gathered)
    {
        var rule = Rule() with { Quiet = new QuietHours(new TimeOnly(22, 0), new TimeOnly(7, 0)) };
        Assert.Equal(new DeliveryTime(Instant(due), gathered), rule.When(severity, Instant(at)));
    }

    [Theory]
    // 02:30 does not exist in the one night, and comes twice in the other.
    [InlineData("22:00", "2026-03-29T00:30:00+01:00", "2026-03-29T03:30:00+02:00")]
    [InlineData("22:00", "2026-10-25T00:30:00+02:00", "2026-10-25T02:30:00+02:00")]
    [InlineData("02:40", "2026-10-25T02:45:00+02:00", "2026-10-25T02:30:00+01:00")]
    public void An_end_that_the_clocks_leave_out_or_repeat_is_still_ahead(string from, string at, string due)
    {
        var rule = Rule() with { Quiet = new QuietHours(TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), new TimeOnly(2, 30)) };
        Assert.Equal(Instant(due), rule.When(AlertSeverity.Warning, Instant(at)).At);
    }

    [Theory]
    [InlineData(DigestMode.Hourly, "2026-03-02T12:00:01+00:00", "2026-03-02T13:00:00+00:00")]
    [InlineData(DigestMode.Daily, "2026-03-02T07:59:00+01:00", "2026-03-02T08:00:00+01:00")]
    [InlineData(DigestMode.Daily, "2026-03-02T08:00:00+01:00", "2026-03-03T08:00:00+01:00")]
    public void A_digest_leaves_at_its_hour(DigestMode digest, string at, string due) =>
        Assert.Equal(new DeliveryTime(Instant(due), true), (Rule() with { Digest = digest }).When(AlertSeverity.Warning, Instant(at)));

    [Fact]
    public void Reopening_brings_back_what_was_acknowledged_or_resolved()
    {
        Assert.Equal(new AlertMove.Moved(AlertState.Open), AlertTransitions.TryMove(AlertState.Acknowledged, AlertTrigger.Reopen));
        Assert.Equal(new AlertMove.Moved(AlertState.Open), AlertTransitions.TryMove(AlertState.Resolved, AlertTrigger.Reopen));
        Assert.IsType<AlertMove.Unchanged>(AlertTransitions.TryMove(AlertState.Open, AlertTrigger.Reopen));
        Assert.IsType<AlertMove.Illegal>(AlertTransitions.TryMove(null, AlertTrigger.Reopen));
    }

    private static DestinationRule Rule() => new(AlertSeverity.Info, null, null, null, null, DigestMode.None, Berlin);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();
}
