using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Sends very many changes as one feed, waits a little for its end, and says what became of each.</summary>
internal sealed class AmazonFeeds(AmazonListings listings, AmazonPending pending, AmazonFeedPost post, AmazonFeedWatch watch)
{
    /// <summary>Feeds take minutes where a single change takes seconds.</summary>
    private const int ConfirmFactor = 8;

    /// <summary>Amazon may write an older quantity of the SKU after this one: it waits for the feed's end.</summary>
    public static PushVerdict.RetryAt Busy { get; } = new(null, true, "A feed that holds this SKU is still being worked on.");

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
        var unknown = pushes.Where(p => listings.Known(seller, p.ExternalId) is null).Select(p => p.ExternalId).ToList();
        var look = await listings.LookAsync(seller, unknown, cancellationToken);
        if (look.Failure is not null)
        {
            return (changes, verdicts, AmazonFaults.OfHeld(look.Failure));
        }
        foreach (var push in pushes)
        {
            var trait = listings.Known(seller, push.ExternalId);
            if (trait is null)
            {
                verdicts[push.ListingId] = AmazonPatch.Unlisted;
            }
            else if (trait.Value.IsAmazons)
            {
                // A merchant may ship it some day: what was remembered does not decide the next try.
                listings.Forget(seller, push.ExternalId);
                verdicts[push.ListingId] = AmazonPatch.Amazons;
            }
            else if (pending.Find(seller, push.ExternalId)?.FeedId is { } earlier && await watch.StateAsync(seller, earlier, cancellationToken) is AmazonFeedState.Open)
            {
                verdicts[push.ListingId] = Busy;
            }
            else
            {
                changes.Add((push, trait.Value.ProductType));
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
