using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Hands a feed in: a place for its document, the upload, the feed itself, which is on record before it is sent.</summary>
internal sealed class AmazonFeedPost(AmazonCalls calls, AmazonFeedFence fence)
{
    /// <summary>The feed's id, or the verdict on every change in it when there is none.</summary>
    public async Task<(string? FeedId, PushVerdict? Verdict, CallTrace Trace)> SubmitAsync(
        AmazonSeller seller, IReadOnlyList<(QuantityPush Push, string? ProductType)> changes, CancellationToken cancellationToken)
    {
        var place = await calls.SendAsync(
            seller, AmazonOperation.CreateFeedDocument, HttpMethod.Post, "/feeds/2021-06-30/documents",
            JsonSerializer.SerializeToUtf8Bytes(new { contentType = AmazonFeedBody.ContentType }), cancellationToken);
        if (AmazonFaults.OfPush(place, changes: false) is { } noPlace)
        {
            return (null, Lasting(noPlace), place.Trace);
        }
        if (AmazonDocument.Of(place.Body, "feedDocumentId") is not { } document)
        {
            return (null, new PushVerdict.RetryAt(null, false, "Amazon named no place for the feed's document."), place.Trace);
        }
        var upload = await calls.FileAsync(HttpMethod.Put, document.Address, AmazonFeedBody.Write(seller.SellerId, changes), AmazonFeedBody.ContentType, cancellationToken);
        if (upload.Answer is not OutboundAnswer.Answered { Status: 200 })
        {
            return (null, new PushVerdict.RetryAt(null, false, "The feed's document could not be stored with Amazon."), upload.Trace);
        }
        return await CreateAsync(seller, document, [.. changes.Select(c => c.Push.ExternalId)], upload.Trace, cancellationToken);
    }

    private async Task<(string? FeedId, PushVerdict? Verdict, CallTrace Trace)> CreateAsync(
        AmazonSeller seller, AmazonDocument document, IReadOnlyList<string> skus, CallTrace before, CancellationToken cancellationToken)
    {
        if (await fence.AnnounceAsync(seller, skus, cancellationToken) is not { } announced)
        {
            return (null, new PushVerdict.RetryAt(null, true, "As many feeds as can be followed are still being worked on."), before);
        }
        var feed = await calls.SendAsync(
            seller, AmazonOperation.CreateFeed, HttpMethod.Post, "/feeds/2021-06-30/feeds",
            JsonSerializer.SerializeToUtf8Bytes(new { feedType = AmazonFeedBody.FeedType, marketplaceIds = new[] { seller.MarketplaceId }, inputFeedDocumentId = document.Id }), cancellationToken);
        if (AmazonFaults.OfPush(feed, changes: true) is { } failed)
        {
            // One that may have been taken stays on record until Amazon's list tells.
            if (failed is not PushVerdict.Unknown)
            {
                await fence.EndAsync(seller, announced.Id, cancellationToken);
            }
            return (null, Lasting(failed), feed.Trace);
        }
        if (AmazonFeedBody.FeedId(feed.Body) is not { Length: <= AmazonOpenFeed.MaxId } id)
        {
            return (null, new PushVerdict.Unknown("Amazon took the feed and gave it no id."), feed.Trace);
        }
        await fence.NameAsync(seller, announced, id, skus, cancellationToken);
        return (id, null, feed.Trace);
    }

    // A feed refused as a whole says nothing against any listing in it.
    private static PushVerdict Lasting(PushVerdict verdict) => verdict is PushVerdict.Rejected r ? new PushVerdict.RetryAt(null, false, $"{r.Code}: {r.Message}") : verdict;
}
