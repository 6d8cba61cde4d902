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

        Assert.Equal(Arrival.AfterLoss, link.Arrived("b", 7, []));
        Assert.Equal(Arrival.InTurn, link.Arrived("b", 8, []));
        Assert.Equal(Arrival.Repeated, link.Arrived("b", 8, []));
        Assert.Equal(Arrival.AfterLoss, link.Arrived("b", 10, []));
        Assert.Equal(Arrival.InTurn, link.Arrived("c", 1, []));
        Assert.Equal(Arrival.AfterLoss, link.Arrived("c", long.MaxValue, []));
        Assert.Equal(Arrival.Repeated, link.Arrived("c", long.MaxValue, []));
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
        _clock.Advance(OtherNodes.GoneAfter);
        Assert.DoesNotContain(b.Node, a.Epoch([7, 0], 3), StringComparison.Ordinal);
        Assert.True(OtherNodes.GoneAfter > PageCache.Kept, "A name could come again while something is kept under it.");
    }

    [Fact]
    public void Another_node_that_falls_silent_is_looked_for_until_it_is_forgotten_and_once_more()
    {
        var link = Begun();
        link.Arrived("b", 1, []);
        _clock.Advance(NodeLink.SilentAfter - TimeSpan.FromMilliseconds(1));
        Assert.Equal((false, false), link.Silence());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((true, false), link.Silence());

        link.Arrived("b", 2, []);
        Assert.Equal((false, false), link.Silence());
        _clock.Advance(OtherNodes.GoneAfter);
        Assert.Equal((false, true), link.Silence());
        Assert.Equal((false, false), link.Silence());
        Assert.Equal(0, link.Others);
    }

    [Fact]
    public void Pages_do_not_keep_for_long_while_another_node_is_silent()
    {
        var link = Begun();
        link.Told(1);
        link.Echoed(1);
        link.Arrived("b", 1, []);
        Assert.True(link.IsQuick);

        _clock.Advance(NodeLink.SilentAfter);
        Assert.False(link.IsQuick);
    }

    [Fact]
    public void Whatever_may_have_been_missed_gives_all_that_is_kept_another_name_and_the_others_learn_it()
    {
        var (a, b) = (Begun(), Begun());
        var names = new List<string> { a.Epoch([3], 1) };
        _clock.Advance(NodeLink.SilentAfter);
        Assert.True(a.FallsApart());
        names.Add(a.Epoch([3], 1));
        a.LooksAgain();
        names.Add(a.Epoch([3], 1));
        a.Arrived(b.Node, 1, [0]);
        var before = a.Counts([3]);
        a.Arrived(b.Node, 9, [0]);
        names.Add(a.Epoch([3], 1));

        Assert.Equal(names, names.Distinct());
        Assert.NotEqual(before, a.Counts([3]));
        b.Arrived(a.Node, 1, a.Counts([3]));
        Assert.Equal(names[^1], b.Epoch([0], 1));
    }

    [Fact]
    public void Counts_beyond_all_bounds_are_no_exception_and_names_beyond_number_are_not_kept()
    {
        var link = Begun();
        link.Arrived("beyond", 1, [long.MaxValue, long.MaxValue]);
        Assert.NotEqual(link.Epoch([1, 0], 3), link.Epoch([2, 0], 3));

        for (var i = 0; i < 2 * OtherNodes.Max; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            link.Arrived($"invented {i}", 1, []);
        }
        Assert.Equal(OtherNodes.Max, link.Others);
        Assert.DoesNotContain("beyond.", link.Epoch([1, 0], 3), StringComparison.Ordinal);
        Assert.Equal((false, true), link.Silence());
    }

    [Fact]
    public void A_clock_that_is_set_is_no_silence()
    {
        var clock = new ShiftedClock();
        var link = new NodeLink(clock);
        link.Begin();
        link.Arrived("b", 1, []);
        clock.Shift(TimeSpan.FromHours(1));

        Assert.False(link.FallsApart());
        Assert.Equal((false, false), link.Silence());
        Assert.Equal(1, link.Others);
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

    private NodeLink Begun()
    {
        var link = new NodeLink(_clock);
        link.Begin();
        return link;
    }
}
