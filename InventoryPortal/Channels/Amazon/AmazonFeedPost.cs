using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Hands a feed in: a place for its document, the upload, the feed itself.</summary>
internal sealed class AmazonFeedPost(AmazonCalls calls)
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
        var feed = await calls.SendAsync(
            seller, AmazonOperation.CreateFeed, HttpMethod.Post, "/feeds/2021-06-30/feeds",
            JsonSerializer.SerializeToUtf8Bytes(new { feedType = "JSON_LISTINGS_FEED", marketplaceIds = new[] { seller.MarketplaceId }, inputFeedDocumentId = document.Id }), cancellationToken);
        return AmazonFaults.OfPush(feed, changes: true) is { } failed ? (null, Lasting(failed), feed.Trace)
            : AmazonFeedBody.FeedId(feed.Body) is { } id ? (id, null, feed.Trace)
            : (null, new PushVerdict.Unknown("Amazon took the feed and gave it no id."), feed.Trace);
    }

    // A feed refused as a whole says nothing against any listing in it.
    private static PushVerdict Lasting(PushVerdict verdict) => verdict is PushVerdict.Rejected r ? new PushVerdict.RetryAt(null, false, $"{r.Code}: {r.Message}") : verdict;
}
