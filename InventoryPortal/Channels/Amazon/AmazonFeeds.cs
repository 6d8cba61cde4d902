using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Sends very many changes as one feed, waits a little for its end, and says what became of each.</summary>
internal sealed class AmazonFeeds(AmazonListings listings, AmazonPending pending, AmazonFeedFence fence, AmazonFeedPost post, AmazonFeedWatch watch)
{
    /// <summary>Feeds take minutes where a single change takes seconds.</summary>
    private const int ConfirmFactor = 8;

    public async Task<PushReport> SendAsync(AmazonSeller seller, PushCall call, CancellationToken cancellationToken)
    {
        var (changes, verdicts, failure) = await PrepareAsync(seller, call.Pushes, cancellationToken);
        if (failure is not null || changes.Count == 0)
        {
            return Report(call, verdicts, failure, new CallTrace("POST", "/feeds/2021-06-30/feeds", null, TimeSpan.Zero, null, null, null));
        }
        var (feedId, verdict, trace) = await post.SubmitAsync(seller, changes, cancellationToken);
        if (feedId is null)
        {
            return Report(call, verdicts, verdict, trace);
        }
        foreach (var (push, _) in changes)
        {
            pending.Note(seller, push, AmazonPatch.Handle(feedId), feedId);
        }
        var state = await watch.FollowAsync(seller, feedId, [.. changes.Select(c => c.Push.ExternalId)], cancellationToken);
        foreach (var (push, _) in changes)
        {
            verdicts[push.ListingId] = VerdictOf(seller, push, feedId, state);
        }
        return Report(call, verdicts, null, trace);
    }

    // What the other changes are about is on its way in another feed, unlisted or Amazon's own.
    private async Task<(List<(QuantityPush Push, string? ProductType)> Changes, Dictionary<long, PushVerdict> Verdicts, PushVerdict? Failure)> PrepareAsync(
        AmazonSeller seller, IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken)
    {
        var verdicts = new Dictionary<long, PushVerdict>();
        var changes = new List<(QuantityPush, string?)>(pushes.Count);
        var barrier = await fence.LookAsync(seller, cancellationToken);
        if (barrier.All is not null)
        {
            return (changes, verdicts, barrier.All);
        }
        var (traits, failure) = await listings.TraitsAsync(seller, [.. pushes.Select(p => p.ExternalId)], cancellationToken);
        if (failure is not null)
        {
            return (changes, verdicts, AmazonFaults.OfHeld(failure));
        }
        foreach (var push in pushes)
        {
            AmazonTrait? trait = traits.TryGetValue(push.ExternalId, out var known) ? known : null;
            if (AmazonPatch.WhyNot(trait) is { } refusal)
            {
                // A merchant may ship it some day: what was remembered does not decide the next try.
                listings.Forget(seller, push.ExternalId);
                verdicts[push.ListingId] = refusal;
            }
            else if (barrier.Stop(push.ExternalId) is { } busy)
            {
                verdicts[push.ListingId] = busy;
            }
            else
            {
                changes.Add((push, known.ProductType));
            }
        }
        return (changes, verdicts, null);
    }

    private static PushVerdict VerdictOf(AmazonSeller seller, QuantityPush push, string feedId, AmazonFeedState state) => state switch
    {
        AmazonFeedState.Done done when done.Refused.TryGetValue(push.ExternalId, out var error) => AmazonPatch.RejectedBy(error),
        AmazonFeedState.Done => new PushVerdict.Accepted(AmazonPatch.Handle(feedId), seller.ConfirmAfter),
        AmazonFeedState.Gone gone => new PushVerdict.Unknown(gone.Reason),
        _ => new PushVerdict.Accepted(AmazonPatch.Handle(feedId), seller.ConfirmAfter * ConfirmFactor),
    };

    private static PushReport Report(PushCall call, Dictionary<long, PushVerdict> verdicts, PushVerdict? others, CallTrace trace) => new(
        [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, verdicts.GetValueOrDefault(p.ListingId) ?? others ?? throw new InvalidOperationException("A push without a verdict.")))],
        trace);
}
