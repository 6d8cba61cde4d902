using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence.Rows;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>Whose trouble it is that a write was not done: the channel's, or that of the thing written.</summary>
public sealed class CallFailureTests
{
    private static readonly PushVerdict NotNow = new PushVerdict.RetryAt(null, Throttled: false, "not now");

    [Theory]
    [InlineData(200, false, false)]
    [InlineData(207, false, false)]
    [InlineData(200, true, true)]
    [InlineData(503, false, true)]
    [InlineData(null, false, true)]
    public void A_call_refused_as_a_whole_is_the_channels_trouble_whatever_its_status(int? status, bool isRefused, bool isWhole)
    {
        var trace = new CallTrace("POST", "x", status, TimeSpan.Zero, null, null, null);
        Assert.Equal(isWhole, Verdicts.IsWholeCallFailed(new PushReport([], trace) { IsCallRefused = isRefused }, Outcomes(NotNow, NotNow)));
        Assert.False(Verdicts.IsWholeCallFailed(new PushReport([], trace) { IsCallRefused = isRefused }, Outcomes(NotNow, new PushVerdict.Rejected("1", "never"))));
    }

    [Fact]
    public void However_long_the_channel_refuses_its_calls_nothing_is_given_up()
    {
        var (row, now) = (Row(), DateTimeOffset.UnixEpoch);
        for (var i = 0; i <= RetryLimits.Default.MaxAttempts; i++)
        {
            Verdicts.Apply(row, new Outcome(Claim(row), NotNow), wholeCallFailed: true, now, 0.5);
            Assert.False(row.IsDead);
            Assert.True(row.DueAt > now);
        }
    }

    private static List<Outcome> Outcomes(params PushVerdict[] verdicts) => [.. verdicts.Select(v => new Outcome(Claim(Row()), v))];

    private static ClaimedListing Claim(ListingRow row) => new(row.Id, row.ExternalId, row.LeaseToken, row.DesiredRevision, null, default, new SendDecision.Send(5, true, false), false);

    private static ListingRow Row() => new() { Id = 1, ChannelId = 1, ExternalId = "A", ProductId = 1, Desired = 5, DesiredRevision = 1 };
}
