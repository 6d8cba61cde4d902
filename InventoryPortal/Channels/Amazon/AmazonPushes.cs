using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Performs planned calls: one change, or a feed of very many.</summary>
internal sealed class AmazonPushes(
    AmazonCalls calls, AmazonListings listings, AmazonPending pending, AmazonFeedFence fence, AmazonFeeds feeds, AmazonFeedWatch watch)
{
    public async Task<PushReport> SendAsync(AmazonSeller seller, PushCall call, CancellationToken cancellationToken)
    {
        if (call.Route == AmazonPatch.FeedRoute)
        {
            return await feeds.SendAsync(seller, call, cancellationToken);
        }
        var push = call.Pushes[0];
        var path = $"{AmazonListings.PathOf(seller, push.ExternalId)}?marketplaceIds={Uri.EscapeDataString(seller.MarketplaceId)}&issueLocale=en_US";
        if (await EarlierAsync(seller, push, cancellationToken) is { } earlier)
        {
            return Report(push, earlier, new CallTrace("PATCH", path, null, TimeSpan.Zero, null, "Accepted before; waited for, not sent again.", null));
        }
        if ((await fence.LookAsync(seller, cancellationToken)).Stop(push.ExternalId) is { } busy)
        {
            return Report(push, busy, new CallTrace("PATCH", path, null, TimeSpan.Zero, null, null, null));
        }
        var (trait, failure) = await listings.TraitAsync(seller, push.ExternalId, cancellationToken);
        if ((failure is not null ? AmazonFaults.OfHeld(failure) : AmazonPatch.WhyNot(trait)) is { } refusal)
        {
            // A merchant may ship it some day: what was remembered does not decide the next try.
            listings.Forget(seller, push.ExternalId);
            return Report(push, refusal, new CallTrace("PATCH", path, null, TimeSpan.Zero, null, null, failure?.Reason));
        }
        var sent = await calls.SendAsync(
            seller, AmazonOperation.PatchListing, HttpMethod.Patch, path, AmazonPatch.Body(trait!.Value.ProductType, push.Quantity), cancellationToken);
        var verdict = AmazonPatch.Read(push, sent, seller.ConfirmAfter);
        if (verdict is PushVerdict.Accepted accepted)
        {
            pending.Note(seller, push, accepted.Handle!, null);
        }
        else if (verdict is PushVerdict.Rejected)
        {
            // Perhaps for what was remembered of it.
            listings.Forget(seller, push.ExternalId);
        }
        return Report(push, verdict, sent.Trace);
    }

    /// <summary>The verdict where an earlier change of the SKU may still be on its way; null when nothing stands in the way.</summary>
    private async Task<PushVerdict?> EarlierAsync(AmazonSeller seller, QuantityPush push, CancellationToken cancellationToken)
    {
        if (pending.Find(seller, push.ExternalId) is not { } promise)
        {
            return null;
        }
        if (promise.FeedId is not { } feedId)
        {
            return pending.StillUnderWay(seller, push, promise);
        }
        switch (await watch.StateAsync(seller, feedId, cancellationToken))
        {
            case AmazonFeedState.Open:
                // Another change than the one in the feed, or one that is overdue, waits at the fence.
                return pending.StillUnderWay(seller, push, promise);
            case AmazonFeedState.Done done when promise.Key == push.OperationKey && done.Refused.TryGetValue(push.ExternalId, out var error):
                pending.Drop(seller, push.ExternalId);
                return AmazonPatch.RejectedBy(error);
            case AmazonFeedState.Gone:
                pending.Drop(seller, push.ExternalId);
                return null;
            default:
                return pending.StillUnderWay(seller, push, promise);
        }
    }

    private static PushReport Report(QuantityPush push, PushVerdict verdict, CallTrace trace) => new([new ItemVerdict(push.ListingId, verdict)], trace);
}
