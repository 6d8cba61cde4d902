using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>What open feeds stand in the way of.</summary>
/// <param name="All">The verdict on every SKU, where it is not known what an open feed holds; null where it is.</param>
/// <param name="Skus">SKUs that open feeds hold.</param>
internal sealed record AmazonBarrier(PushVerdict? All, IReadOnlySet<string> Skus)
{
    /// <summary>Amazon may write an older quantity of the SKU after this one: it waits for the feed's end.</summary>
    private static readonly PushVerdict.RetryAt Busy = new(null, true, "A feed that holds this SKU is still being worked on.");

    /// <summary>The verdict on a change that would overtake a feed; null when none stands in its way.</summary>
    public PushVerdict? Stop(string sku) => All ?? (Skus.Contains(sku) ? Busy : null);
}

/// <summary>
/// Keeps newer changes from being overtaken by a feed that Amazon has not worked on yet, past a restart and a lost answer: before a
/// listing is written, the feeds that may hold it are asked for, called off where they are still queued after a while, and waited for.
/// Of a feed sent before a restart it is not known what it holds: until it has ended nothing is written.
/// </summary>
internal sealed class AmazonFeedFence(AmazonCalls calls, AmazonFeedNotes notes, AmazonFeedWatch watch)
{
    /// <summary>A feed that is queued for longer is called off when something newer waits for it; most begin within seconds.</summary>
    private static readonly TimeSpan QueuePatience = TimeSpan.FromMinutes(15);

    /// <summary>The same when everything waits for it, because it is not known what it holds.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMinutes(1);

    /// <summary>Amazon's list shows a feed by then, and a request without an answer has ended.</summary>
    private static readonly TimeSpan ListedBy = TimeSpan.FromMinutes(2);

    /// <summary>How far Amazon's clock may be from ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    /// <summary>Least pause between two looks at Amazon's list: its budget.</summary>
    private static readonly TimeSpan ListEvery = TimeSpan.FromMinutes(1);

    /// <summary>When all wait, the channel is looked at again so soon.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _listedAt = new(StringComparer.Ordinal);

    /// <summary>Notes that a feed is about to be sent; null when too many are open already.</summary>
    /// <param name="skus">What it holds.</param>
    public async Task<AmazonOpenFeed?> AnnounceAsync(AmazonSeller seller, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var feed = AmazonOpenFeed.New(calls.Now);
        if (!await notes.TryAddAsync(seller, feed, cancellationToken))
        {
            return null;
        }
        _held[feed.Id] = skus;
        return feed;
    }

    /// <summary>Amazon has named the feed.</summary>
    /// <param name="skus">What it holds.</param>
    public async Task NameAsync(AmazonSeller seller, AmazonOpenFeed feed, string id, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        _held[id] = skus;
        await notes.ReplaceAsync(seller, feed.Id, [feed with { Id = id }], cancellationToken);
        _held.TryRemove(feed.Id, out _);
    }

    /// <summary>The feed has ended, or was never taken.</summary>
    public async Task EndAsync(AmazonSeller seller, string id, CancellationToken cancellationToken)
    {
        await notes.ReplaceAsync(seller, id, [], cancellationToken);
        _held.TryRemove(id, out _);
        _listedAt.TryRemove(id, out _);
    }

    /// <summary>What must not be written now. Asks Amazon about each open feed, at most every few seconds.</summary>
    public async Task<AmazonBarrier> LookAsync(AmazonSeller seller, CancellationToken cancellationToken)
    {
        var (all, skus) = ((PushVerdict?)null, new HashSet<string>(StringComparer.Ordinal));
        foreach (var feed in await notes.ReadAsync(seller, cancellationToken))
        {
            var (isOpen, failure) = calls.Now - DateTimeOffset.FromUnixTimeSeconds(feed.At) > AmazonFeedWatch.LongestFeed ? (false, null)
                : feed.IsNameless ? await FindAsync(seller, feed, cancellationToken)
                : await AskAsync(seller, feed, cancellationToken);
            if (!isOpen)
            {
                await EndAsync(seller, feed.Id, cancellationToken);
            }
            else if (_held.TryGetValue(feed.Id, out var held) && failure is null)
            {
                skus.UnionWith(held);
            }
            else
            {
                all = failure is ReadFailure.Reauthorise ? AmazonFaults.OfHeld(failure)
                    : new PushVerdict.RetryAt(calls.Now + LookAgain, true, "A feed sent earlier is still being worked on, and it is not known what it holds.");
            }
        }
        return new AmazonBarrier(all, skus);
    }

    private async Task<(bool IsOpen, ReadFailure? Failure)> AskAsync(AmazonSeller seller, AmazonOpenFeed feed, CancellationToken cancellationToken)
    {
        if (await watch.StateAsync(seller, feed.Id, cancellationToken) is not AmazonFeedState.Open open)
        {
            return (false, null);
        }
        var patience = _held.ContainsKey(feed.Id) ? QueuePatience : ShortPatience;
        var mayCallOff = open.IsQueued && feed.IsOurs && calls.Now - DateTimeOffset.FromUnixTimeSeconds(feed.At) > patience;
        return (!mayCallOff || !await watch.TryCallOffAsync(seller, feed.Id, cancellationToken), open.Failure as ReadFailure.Reauthorise);
    }

    // No answer told whether Amazon took it: Amazon's own list does. What stands there need not be ours, and is waited for.
    private async Task<(bool IsOpen, ReadFailure? Failure)> FindAsync(AmazonSeller seller, AmazonOpenFeed feed, CancellationToken cancellationToken)
    {
        var sent = DateTimeOffset.FromUnixTimeSeconds(feed.At);
        if (calls.Now - sent < ListedBy || calls.Now - _listedAt.GetValueOrDefault(feed.Id) < ListEvery)
        {
            return (true, null);
        }
        _listedAt[feed.Id] = calls.Now;
        var call = await calls.SendAsync(
            seller, AmazonOperation.GetFeeds, HttpMethod.Get,
            $"/feeds/2021-06-30/feeds?feedTypes={AmazonFeedBody.FeedType}&marketplaceIds={Uri.EscapeDataString(seller.MarketplaceId)}&pageSize=100"
                + $"&processingStatuses=IN_QUEUE,IN_PROGRESS&createdSince={Instant(sent - Skew)}&createdUntil={Instant(sent + Skew)}",
            null, cancellationToken);
        if (AmazonFaults.OfRead(call) is { } failure)
        {
            return (true, failure as ReadFailure.Reauthorise);
        }
        if (Ids(call.Body) is not { } ids)
        {
            return (true, null);
        }
        if (ids.Count > 0 && _held.TryRemove(feed.Id, out var skus))
        {
            foreach (var id in ids)
            {
                _held.TryAdd(id, skus);
            }
        }
        await notes.ReplaceAsync(seller, feed.Id, [.. ids.Select(id => new AmazonOpenFeed(id, feed.At, false))], cancellationToken);
        return (ids.Count > 0, null);
    }

    // Null when the answer makes no sense, or does not hold them all: five feeds in five minutes are what Amazon takes.
    private static List<string>? Ids(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            if (document.RootElement.Member("feeds") is not { ValueKind: JsonValueKind.Array } feeds || document.RootElement.Member("nextToken") is not null)
            {
                return null;
            }
            var ids = feeds.EnumerateArray().Select(f => f.Text("feedId")).ToList();
            return ids.Exists(id => id is null or { Length: > AmazonOpenFeed.MaxId }) ? null : ids.OfType<string>().ToList();
        }
    }

    private static string Instant(DateTimeOffset at) => Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
