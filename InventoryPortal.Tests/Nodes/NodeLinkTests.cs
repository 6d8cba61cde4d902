using Bunit;
using InventoryPortal.Components.Layout;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>The link by itself: what counts as away, what as lost, what is read of the settings.</summary>
public sealed class NodeLinkTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Silence_is_an_outage_once_and_an_echo_ends_it()
    {
        var link = Begun();
        _clock.Advance(NodeLink.SilentAfter - TimeSpan.FromMilliseconds(1));
        Assert.False(link.FallsApart());
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(link.FallsApart());
        Assert.False(link.FallsApart());
        Assert.Equal(NodeLinkState.Apart, link.Standing.State);
        Assert.Equal(_clock.GetUtcNow() - NodeLink.SilentAfter, link.Standing.ApartSince);
        Assert.True(link.Echoed(1));
        Assert.False(link.Echoed(2));
        Assert.Equal((NodeLinkState.Together, null), link.Standing);
    }

    [Fact]
    public void A_hole_in_the_count_is_a_loss_and_an_old_number_is_a_repeat()
    {
        var link = Begun();

        Assert.Equal(Arrival.InTurn, link.Arrived("b", 7, []));
        Assert.Equal(Arrival.InTurn, link.Arrived("b", 8, []));
        Assert.Equal(Arrival.Repeated, link.Arrived("b", 8, []));
        Assert.Equal(Arrival.AfterLoss, link.Arrived("b", 10, []));
        Assert.Equal(Arrival.InTurn, link.Arrived("c", 1, []));
        Assert.Equal(2, link.Others);
    }

    [Fact]
    public void A_slow_echo_keeps_pages_from_asking_and_a_quick_one_lets_them()
    {
        var link = Begun();
        Assert.False(link.IsQuick);
        link.Told(1);
        link.Echoed(1);
        Assert.True(link.IsQuick);

        link.Told(2);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        link.Told(3);
        Assert.False(link.IsQuick);
        link.Echoed(2);
        Assert.False(link.IsQuick);
        link.Told(4);
        link.Echoed(4);
        Assert.True(link.IsQuick);
    }

    [Fact]
    public void Nodes_that_know_the_same_name_it_the_same()
    {
        var (a, b) = (Begun(), Begun());
        a.Arrived(b.Node, 1, [5, 2]);
        b.Arrived(a.Node, 1, [7, 0]);

        Assert.Equal(a.Epoch([7, 0], 3), b.Epoch([5, 2], 3));
        Assert.NotEqual(a.Epoch([8, 0], 3), b.Epoch([5, 2], 3));
        Assert.Equal(a.Epoch([8, 0], 2), b.Epoch([5, 2], 2));
        _clock.Advance(NodeLink.GoneAfter);
        Assert.DoesNotContain(b.Node, a.Epoch([7, 0], 3), StringComparison.Ordinal);
        Assert.True(NodeLink.GoneAfter > PageCache.Kept, "A name could come again while something is kept under it.");
    }

    [Theory]
    [InlineData("redis:6379,password=a,b=c")]
    [InlineData("redis:6379,connectTimeout=soon")]
    [InlineData("password=secret-of-the-test")]
    [InlineData("redis://:secret-of-the-test@redis.example:6379")]
    [InlineData("redis:6379,password=half,secret-of-the-test")]
    public void A_string_that_cannot_be_read_is_refused_without_repeating_it(string text)
    {
        var answer = new NodeLinkOptionsValidation().Validate(null, new NodeLinkOptions { Connection = text });

        Assert.True(answer.Failed);
        Assert.Contains("ConnectionStrings:Redis", answer.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-test", answer.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("redis")]
    [InlineData("redis-1:6379,redis-2:6379,password=p,ssl=true,abortConnect=true,asyncTimeout=900")]
    public void A_string_that_can_be_read_waits_for_nobody(string text)
    {
        var options = new NodeLinkOptions { Connection = text };
        Assert.Equal(ValidateOptionsResult.Success, new NodeLinkOptionsValidation().Validate(null, options));
        if (options.IsSet)
        {
            var read = options.Read();
            Assert.False(read.AbortOnConnectFail);
            Assert.Equal(text.Contains("asyncTimeout", StringComparison.Ordinal) ? 900 : 500, read.AsyncTimeout);
        }
    }

    [Fact]
    public void A_message_comes_back_as_it_went_and_a_long_one_as_a_gap()
    {
        var stock = new StockNote(1, "MUG", 9, 0, 9, MovementKind.Sale, -1, _clock.GetUtcNow());
        var note = new CommitNote(CommitTopics.Stock | CommitTopics.Listings, [stock], [3, 4], 5) { ListingIds = [6] };

        var read = NodeMessage.Read(new NodeMessage(NodeMessage.Now, "a", 1, [1, 2], [note]).Write())!;
        Assert.Equal(stock, Assert.Single(read.Notes[0].Stock));
        Assert.Equal((note.Topics, note.Subject), (read.Notes[0].Topics, read.Notes[0].Subject));
        Assert.Equal([3, 4, 6], [.. read.Notes[0].ChannelIds, .. read.Notes[0].ListingIds]);
        Assert.Equal([1, 2], read.Counts);

        var crowd = note with { ListingIds = [.. Enumerable.Range(0, 60_000).Select(i => (long)i)] };
        Assert.True(NodeMessage.Read(new NodeMessage(NodeMessage.Now, "a", 1, [], [crowd]).Write())!.Notes.Single().Gap);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Admin)]
    public async Task Everybody_sees_what_is_missing_and_no_longer_than_it_is(Role role)
    {
        await using var host = await ComponentHost.StartAsync(role);
        var link = host.Get<NodeLink>();
        link.Begin();
        var banner = host.Browser.Render<NodesPanel>();
        Assert.Empty(banner.FindAll("[data-nodes]"));

        link.FullSince = TimeProvider.System.GetUtcNow();
        ComponentHost.Eventually(banner, () => Assert.Contains("Redis is full.", banner.Find("[data-nodes=Full]").TextContent, StringComparison.Ordinal));
        link.FullSince = null;
        ComponentHost.Eventually(banner, () => Assert.Empty(banner.FindAll("[data-nodes]")));
        ComponentHost.Eventually(banner, () => Assert.True(link.FallsApart() || link.Standing.State == NodeLinkState.Apart));
        ComponentHost.Eventually(banner, () => Assert.Contains("is away.", banner.Find("[role=status] [data-nodes=Apart]").TextContent, StringComparison.Ordinal));
        link.Echoed(1);
        ComponentHost.Eventually(banner, () => Assert.Empty(banner.FindAll("[data-nodes]")));
    }

    private NodeLink Begun()
    {
        var link = new NodeLink(_clock);
        link.Begin();
        return link;
    }
}
