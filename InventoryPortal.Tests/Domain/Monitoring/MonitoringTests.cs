using CsCheck;
using InventoryPortal.Domain.Monitoring;
using Xunit;

namespace InventoryPortal.Tests.Domain.Monitoring;

public sealed class MonitoringTests
{
    [Theory]
    [InlineData(-1, 0, StockStatus.Oversold)]
    [InlineData(0, 0, StockStatus.Out)]
    [InlineData(0, 5, StockStatus.Out)]
    [InlineData(1, 0, StockStatus.Ok)]
    [InlineData(5, 5, StockStatus.Low)]
    [InlineData(6, 5, StockStatus.Ok)]
    public void Stock_status_follows_available_and_threshold(int available, int threshold, StockStatus status) =>
        Assert.Equal(status, StockStatusRule.Of(available, threshold));

    [Theory]
    [InlineData(false, 6, 5, 2, false)]
    [InlineData(false, 5, 5, 2, true)]
    [InlineData(true, 7, 5, 2, true)]
    [InlineData(true, 8, 5, 2, false)]
    [InlineData(true, 6, 5, 0, false)]
    [InlineData(true, -3, 0, 2, false)]
    public void A_low_incident_opens_at_the_threshold_and_clears_above_the_margin(bool isOpen, int available, int threshold, int margin, bool expected) =>
        Assert.Equal(expected, StockStatusRule.IsLowIncidentOpen(isOpen, available, threshold, margin));

    [Fact]
    public void A_level_that_swings_within_the_margin_is_one_incident() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 10], Gen.Double[0, 1].Array[1, 40]).Sample((threshold, margin, swings) =>
            swings.Aggregate(true, (open, s) =>
                StockStatusRule.IsLowIncidentOpen(open, threshold + (int)Math.Round(s * margin), threshold, margin)));

    [Theory]
    [InlineData(AlertState.Open, AlertTrigger.Acknowledge, AlertState.Acknowledged)]
    [InlineData(AlertState.Open, AlertTrigger.Resolve, AlertState.Resolved)]
    [InlineData(AlertState.Acknowledged, AlertTrigger.Resolve, AlertState.Resolved)]
    public void An_incident_moves_as_the_table_says(AlertState from, AlertTrigger trigger, AlertState to) =>
        Assert.Equal(new AlertMove.Moved(to), AlertTransitions.TryMove(from, trigger));

    [Fact]
    public void Raised_again_it_counts_up_and_raised_after_its_end_it_is_a_new_incident()
    {
        Assert.IsType<AlertMove.OpensIncident>(AlertTransitions.TryMove(null, AlertTrigger.Raise));
        Assert.IsType<AlertMove.CountsUp>(AlertTransitions.TryMove(AlertState.Open, AlertTrigger.Raise));
        Assert.IsType<AlertMove.CountsUp>(AlertTransitions.TryMove(AlertState.Acknowledged, AlertTrigger.Raise));
        Assert.IsType<AlertMove.OpensIncident>(AlertTransitions.TryMove(AlertState.Resolved, AlertTrigger.Raise));
    }

    [Fact]
    public void Saying_again_what_holds_already_changes_nothing_and_what_cannot_be_is_refused()
    {
        Assert.IsType<AlertMove.Unchanged>(AlertTransitions.TryMove(AlertState.Acknowledged, AlertTrigger.Acknowledge));
        Assert.IsType<AlertMove.Unchanged>(AlertTransitions.TryMove(AlertState.Resolved, AlertTrigger.Resolve));
        Assert.IsType<AlertMove.Unchanged>(AlertTransitions.TryMove(null, AlertTrigger.Resolve));
        Assert.IsType<AlertMove.Illegal>(AlertTransitions.TryMove(AlertState.Resolved, AlertTrigger.Acknowledge));
        Assert.IsType<AlertMove.Illegal>(AlertTransitions.TryMove(null, AlertTrigger.Acknowledge));
    }
}
