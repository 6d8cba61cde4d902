using InventoryPortal.Components.Pages.Sync;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>The language of the monitor's filter.</summary>
public sealed class SyncQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Words_with_a_colon_narrow_and_the_others_are_looked_for()
    {
        var query = SyncQuery.Parse("channel:shop verdict:Rejected code:429 since:1h  too \"many requests\"", SyncView.Attempts);
        Assert.Empty(query.Faults);
        Assert.Equal(("shop", CallVerdict.Rejected, new CodeRange(429, 429)), (query.Channel, query.Verdict!.Value, query.Code!.Value));
        Assert.Equal((Now.AddHours(-1), "too many requests"), (query.Since!.Value.Resolve(Now)!.Value, query.Text));
    }

    [Theory]
    [InlineData("code:5xx", 500, 599)]
    [InlineData("code:200", 200, 200)]
    [InlineData("code:none", null, 0)]
    public void A_code_is_one_a_class_or_none(string text, int? from, int to) =>
        Assert.Equal(new CodeRange(from, to), SyncQuery.Parse(text, SyncView.Attempts).Code);

    [Theory]
    [InlineData("since:90s", "2026-11-26T11:58:30Z")]
    [InlineData("since:2d", "2026-11-24T12:00:00Z")]
    [InlineData("since:2026-11-26T08:00", "2026-11-26T08:00:00Z")]
    [InlineData("since:2026-11-26", "2026-11-26T00:00:00Z")]
    public void An_instant_is_a_length_of_time_ago_or_a_time_in_UTC(string text, string at) =>
        Assert.Equal(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), SyncQuery.Parse(text, SyncView.Attempts).Since!.Value.Resolve(Now));

    [Theory]
    [InlineData("verdikt:x", SyncQueryFaultKind.UnknownKey, "verdikt:x")]
    [InlineData("verdict:maybe", SyncQueryFaultKind.BadValue, "verdict:maybe")]
    [InlineData("verdict:", SyncQueryFaultKind.BadValue, "verdict:")]
    [InlineData("verdict:2", SyncQueryFaultKind.BadValue, "verdict:2")]
    [InlineData("code:6xx", SyncQueryFaultKind.BadValue, "code:6xx")]
    [InlineData("since:yesterday", SyncQueryFaultKind.BadValue, "since:yesterday")]
    [InlineData("channel:a channel:b", SyncQueryFaultKind.Twice, "channel:b")]
    [InlineData("state:failed", SyncQueryFaultKind.NotHere, "state:failed")]
    [InlineData("channel:\"a b", SyncQueryFaultKind.Unclosed, "channel:\"a b")]
    public void What_is_not_understood_is_named_with_what_could_stand_there(string text, SyncQueryFaultKind kind, string word)
    {
        var fault = Assert.Single(SyncQuery.Parse(text, SyncView.Attempts).Faults);
        Assert.Equal((kind, word), (fault.Kind, fault.Word));
        Assert.NotEmpty(fault.Known);
    }

    [Fact]
    public void A_query_that_is_too_long_is_a_fault_and_never_half_a_filter()
    {
        var query = SyncQuery.Parse("channel:shop " + new string('x', SyncQuery.MaxLength), SyncView.Attempts);
        Assert.Equal(SyncQueryFaultKind.TooLong, Assert.Single(query.Faults).Kind);
    }

    [Fact]
    public void Every_view_has_its_own_words()
    {
        Assert.Equal(JobStatus.Failed, SyncQuery.Parse("status:failed kind:channelSync", SyncView.Jobs).Status);
        Assert.Equal((WorkState.InFlight, "MUG"), (SyncQuery.Parse("state:inflight sku:MUG", SyncView.Work).State!.Value, SyncQuery.Parse("sku:MUG", SyncView.Work).Sku));
    }

    [Theory]
    [InlineData("/sync?view=work&page=3&q=state:failed%20cause:%22a%20b%22")]
    [InlineData("/sync?before=12&q=code:4xx")]
    [InlineData("/sync?view=jobs")]
    public void The_address_is_the_filter(string address)
    {
        var filter = SyncFilter.Parse(new Uri("http://portal" + address));
        Assert.Equal(filter, SyncFilter.Parse(new Uri("http://portal" + filter.ToUri())));
        Assert.Empty(filter.Asks.Faults);
    }

    [Fact]
    public void A_cause_that_is_long_or_quoted_still_makes_a_link_that_is_understood()
    {
        foreach (var cause in new[] { "It said \"no\": " + new string('é', 500), new string('é', 500), "\"no\"", "plain" })
        {
            var filter = SyncFilter.Parse(new Uri("http://portal" + SyncFilter.CauseOf("shop", cause)));
            Assert.Empty(filter.Asks.Faults);
            Assert.Equal(WorkState.Failed, filter.Asks.State);
            Assert.StartsWith(filter.Asks.Cause ?? "", cause, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Links_of_before_still_lead_where_they_did() =>
        Assert.Equal("channel:shop is:trouble", SyncFilter.Parse(new Uri("http://portal/sync?channel=shop&show=trouble")).Query);
}
