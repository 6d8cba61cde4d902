using System.Collections.Concurrent;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>How far a feed is. A closed set.</summary>
internal abstract record AmazonFeedState
{
    private AmazonFeedState() { }

    /// <summary>Amazon may still write any of its messages.</summary>
    /// <param name="IsQueued">It has not begun, as far as Amazon said of late.</param>
    /// <param name="Failure">Why it could not be asked for; null when it could.</param>
    public sealed record Open(bool IsQueued = false, ReadFailure? Failure = null) : AmazonFeedState;

    /// <summary>Done; these SKUs were refused, the others accepted.</summary>
    public sealed record Done(IReadOnlyDictionary<string, AmazonError> Refused) : AmazonFeedState;

    /// <summary>Broken off, or nobody knows any more: what it wrote is to be read.</summary>
    public sealed record Gone(string Reason) : AmazonFeedState;
}

/// <summary>
/// Follows feeds to their end and reads their reports. In memory: of a feed sent before a restart only the end is learnt, and reading
/// back alone settles what it did.
/// </summary>
internal sealed class AmazonFeedWatch(AmazonCalls calls)
{
    /// <summary>Pauses before the looks that the sending call itself takes: a quarter of a minute in all, then the lane goes on.</summary>
    private static readonly TimeSpan[] FirstLooks = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

    /// <summary>Least pause between two looks at a feed that others wait for.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>A feed that is not done by then never will be.</summary>
    public static readonly TimeSpan LongestFeed = TimeSpan.FromHours(3);

    /// <summary>Feeds remembered, by far more than Amazon's budget lets out in an hour.</summary>
    private const int MaxFeeds = 200;

    private readonly ConcurrentDictionary<string, Kept> _feeds = new(StringComparer.Ordinal);

    /// <summary>Waits a little for the end of a feed just sent; later looks at its SKUs ask on.</summary>
    /// <param name="skus">In the order of its messages.</param>
    public async Task<AmazonFeedState> FollowAsync(AmazonSeller seller, string feedId, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var kept = new Kept(skus, calls.Now);
        Keep(feedId, kept);
        AmazonFeedState state = new AmazonFeedState.Open();
        for (var look = 0; look < FirstLooks.Length && state is AmazonFeedState.Open; look++)
        {
            await calls.DelayAsync(FirstLooks[look], cancellationToken);
            state = await AskAsync(seller, feedId, kept, cancellationToken);
        }
        return state;
    }

    /// <summary>How far a feed is that an earlier call sent; asks Amazon at most every few seconds.</summary>
    public async Task<AmazonFeedState> StateAsync(AmazonSeller seller, string feedId, CancellationToken cancellationToken)
    {
        if (!_feeds.TryGetValue(feedId, out var kept))
        {
            Keep(feedId, kept = new Kept([], calls.Now) { LookedAt = DateTimeOffset.MinValue });
        }
        lock (kept)
        {
            if (kept.State is not AmazonFeedState.Open || calls.Now - kept.LookedAt < LookEvery)
            {
                return kept.State;
            }
            kept.LookedAt = calls.Now;
        }
        return await AskAsync(seller, feedId, kept, cancellationToken);
    }

    private async Task<AmazonFeedState> AskAsync(AmazonSeller seller, string feedId, Kept kept, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(seller, AmazonOperation.GetFeed, HttpMethod.Get, $"/feeds/2021-06-30/feeds/{Uri.EscapeDataString(feedId)}", null, cancellationToken);
        var (status, documentId) = AmazonFaults.OfRead(call) is null ? AmazonFeedBody.State(call.Body) : (null, null);
        AmazonFeedState state = status switch
        {
            "DONE" when documentId is null || kept.Skus.Count == 0 => new AmazonFeedState.Done(new Dictionary<string, AmazonError>()),
            "DONE" => await ReportAsync(seller, documentId, kept, cancellationToken),
            "CANCELLED" or "FATAL" => new AmazonFeedState.Gone($"Amazon broke the feed off ({status})."),
            _ => new AmazonFeedState.Open(status == "IN_QUEUE", AmazonFaults.OfRead(call)),
        };
        lock (kept)
        {
            kept.State = state is AmazonFeedState.Open && calls.Now - kept.Since > LongestFeed ? new AmazonFeedState.Gone("The feed did not end.") : state;
            return kept.State;
        }
    }

    /// <summary>Calls off a feed that Amazon has not begun with; whether it has ended by that.</summary>
    public async Task<bool> TryCallOffAsync(AmazonSeller seller, string feedId, CancellationToken cancellationToken)
    {
        if (!_feeds.TryGetValue(feedId, out var kept))
        {
            return false;
        }
        lock (kept)
        {
            if (kept.State is not AmazonFeedState.Open { IsQueued: true })
            {
                return kept.State is not AmazonFeedState.Open;
            }
            // One tries, and until Amazon is asked again nobody else does.
            kept.State = new AmazonFeedState.Open();
        }
        var call = await calls.SendAsync(seller, AmazonOperation.CancelFeed, HttpMethod.Delete, $"/feeds/2021-06-30/feeds/{Uri.EscapeDataString(feedId)}", null, cancellationToken);
        return AmazonFaults.OfRead(call) is null && await AskAsync(seller, feedId, kept, cancellationToken) is not AmazonFeedState.Open;
    }

    // A report that cannot be had now is asked for at the next look: until then the feed counts as open.
    private async Task<AmazonFeedState> ReportAsync(AmazonSeller seller, string documentId, Kept kept, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            seller, AmazonOperation.GetFeedDocument, HttpMethod.Get, $"/feeds/2021-06-30/documents/{Uri.EscapeDataString(documentId)}", null, cancellationToken);
        if (AmazonFaults.OfRead(call) is not null || AmazonDocument.Of(call.Body, "feedDocumentId") is not { } document)
        {
            return new AmazonFeedState.Open();
        }
        var file = await calls.FileAsync(HttpMethod.Get, document.Address, null, "", cancellationToken);
        if (file.Answer is not OutboundAnswer.Answered { Status: 200 } answered
            || AmazonFiles.Unpack(answered.Body, document.IsPacked) is not { } plain || AmazonFeedBody.Errors(plain) is not { } errors)
        {
            return new AmazonFeedState.Open();
        }
        return new AmazonFeedState.Done(errors.Where(e => e.Key >= 1 && e.Key <= kept.Skus.Count).ToDictionary(e => kept.Skus[e.Key - 1], e => e.Value, StringComparer.Ordinal));
    }

    private void Keep(string feedId, Kept kept)
    {
        _feeds[feedId] = kept;
        foreach (var old in _feeds.OrderBy(f => f.Value.Since).Take(Math.Max(0, _feeds.Count - MaxFeeds)).ToList())
        {
            _feeds.TryRemove(old.Key, out _);
        }
    }

    private sealed class Kept(IReadOnlyList<string> skus, DateTimeOffset since)
    {
        public IReadOnlyList<string> Skus { get; } = skus;

        public DateTimeOffset Since { get; } = since;

        public DateTimeOffset LookedAt { get; set; } = since;

        public AmazonFeedState State { get; set; } = new AmazonFeedState.Open();
    }
}
