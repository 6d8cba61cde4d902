using CsCheck;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Domain.Sync;

public sealed class SyncStateTests
{
    private static readonly ListingFacts Settled = new(LinkState.Linked, true, ChannelState.Active, 4, 4, false, 0, false, false);

    [Theory]
    [InlineData(JobStatus.Pending, JobTrigger.Claim, JobStatus.Processing, AttemptEffect.Keep)]
    [InlineData(JobStatus.Pending, JobTrigger.Cancel, JobStatus.Cancelled, AttemptEffect.Keep)]
    [InlineData(JobStatus.Processing, JobTrigger.Complete, JobStatus.Completed, AttemptEffect.Count)]
    [InlineData(JobStatus.Processing, JobTrigger.RetryLater, JobStatus.Pending, AttemptEffect.Count)]
    [InlineData(JobStatus.Processing, JobTrigger.Defer, JobStatus.Pending, AttemptEffect.Keep)]
    [InlineData(JobStatus.Processing, JobTrigger.Fail, JobStatus.Failed, AttemptEffect.Count)]
    [InlineData(JobStatus.Processing, JobTrigger.LeaseExpired, JobStatus.Pending, AttemptEffect.Count)]
    [InlineData(JobStatus.Processing, JobTrigger.Cancel, JobStatus.Cancelled, AttemptEffect.Keep)]
    [InlineData(JobStatus.Failed, JobTrigger.Retry, JobStatus.Pending, AttemptEffect.Reset)]
    [InlineData(JobStatus.Cancelled, JobTrigger.Retry, JobStatus.Pending, AttemptEffect.Reset)]
    public void A_job_moves_as_the_table_says(JobStatus from, JobTrigger trigger, JobStatus to, AttemptEffect attempts) =>
        Assert.Equal(new JobMove.Moved(to, attempts), JobTransitions.TryMove(from, trigger));

    [Fact]
    public void Every_other_move_is_refused_by_name()
    {
        var moves = from status in Enum.GetValues<JobStatus>()
                    from trigger in Enum.GetValues<JobTrigger>()
                    select (status, trigger, move: JobTransitions.TryMove(status, trigger));
        var refused = moves.Where(m => m.move is JobMove.Illegal).ToList();

        Assert.Equal((5 * 8) - 10, refused.Count);
        Assert.All(refused, m => Assert.Equal(new JobMove.Illegal(m.status, m.trigger), m.move));
        Assert.Equal(8, refused.Count(m => m.status == JobStatus.Completed));
    }

    [Fact]
    public void A_listing_says_the_first_that_holds()
    {
        Assert.Equal(ListingSyncState.InSync, ListingStatus.Describe(Settled));
        Assert.Equal(ListingSyncState.Drifted, ListingStatus.Describe(Settled with { Drifted = true }));
        var behind = Settled with { DesiredRevision = 5, Drifted = true };
        Assert.Equal(ListingSyncState.Pending, ListingStatus.Describe(behind));
        Assert.Equal(ListingSyncState.Retrying, ListingStatus.Describe(behind with { Attempts = 1 }));
        var held = behind with { Attempts = 1, ChannelState = ChannelState.NeedsReauth };
        Assert.Equal(ListingSyncState.Paused, ListingStatus.Describe(held));
        Assert.Equal(ListingSyncState.Paused, ListingStatus.Describe(Settled with { SyncEnabled = false }));
        var flying = held with { LeaseActive = true };
        Assert.Equal(ListingSyncState.InFlight, ListingStatus.Describe(flying));
        var dead = flying with { Dead = true };
        Assert.Equal(ListingSyncState.Failed, ListingStatus.Describe(dead));
        Assert.Equal(ListingSyncState.Orphaned, ListingStatus.Describe(dead with { LinkState = LinkState.Orphaned }));
        Assert.Equal(ListingSyncState.Unlinked, ListingStatus.Describe(dead with { LinkState = LinkState.Unlinked }));
        Assert.Equal(ListingSyncState.Ambiguous, ListingStatus.Describe(dead with { LinkState = LinkState.Ambiguous }));
    }

    [Fact]
    public void In_sync_means_linked_written_to_confirmed_and_undisputed() =>
        Gen.Select(Gen.Enum<LinkState>(), Gen.Bool, Gen.Enum<ChannelState>(), Gen.Long[0, 3], Gen.Long[0, 3], Gen.Bool, Gen.Int[0, 2], Gen.Select(Gen.Bool, Gen.Bool))
            .Sample((link, enabled, channel, desired, confirmed, leased, attempts, flags) =>
            {
                var facts = new ListingFacts(link, enabled, channel, desired, confirmed, leased, attempts, flags.Item1, flags.Item2);
                var quiet = link == LinkState.Linked && enabled && channel == ChannelState.Active && desired <= confirmed
                    && !leased && !flags.Item1 && !flags.Item2;
                return quiet == (ListingStatus.Describe(facts) == ListingSyncState.InSync);
            });

    [Fact]
    public void Every_state_has_its_word_in_the_contract() =>
        Assert.Equal(
            ["inSync", "pending", "inFlight", "retrying", "failed", "paused", "unlinked", "ambiguous", "orphaned", "drifted"],
            Enum.GetValues<ListingSyncState>().Select(ListingStatus.Word));
}
