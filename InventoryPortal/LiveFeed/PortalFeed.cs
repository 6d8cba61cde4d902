using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace InventoryPortal.LiveFeed;

/// <summary>Hands every batch to the listeners of this process: circuits and hub connections. Never waits for any of them.</summary>
public sealed class PortalFeed
{
    private readonly Lock _lock = new();
    private FeedSubscription[] _subscriptions = [];

    /// <summary>Listens; dispose to stop.</summary>
    public FeedSubscription Subscribe(LiveTopics topics)
    {
        var subscription = new FeedSubscription(this, topics);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }
        return subscription;
    }

    /// <summary>How many listen now.</summary>
    public int Listeners => Volatile.Read(ref _subscriptions).Length;

    /// <summary>Never waits and never throws.</summary>
    public void Publish(LiveBatch batch)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            subscription.Offer(batch);
        }
    }

    internal void Remove(FeedSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
        }
    }
}

/// <summary>One listener's bounded queue of batches; when it is slow the oldest go and the next one says so.</summary>
public sealed class FeedSubscription : IDisposable
{
    /// <summary>Batches kept for a slow listener: about a second and a half. Older news is better read again.</summary>
    public const int Capacity = 16;

    private readonly PortalFeed _owner;
    private readonly Channel<LiveBatch> _batches;
    private LiveTopics _topics;
    private int _lost;

    internal FeedSubscription(PortalFeed owner, LiveTopics topics)
    {
        _owner = owner;
        _topics = topics;
        _batches = Channel.CreateBounded<LiveBatch>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Volatile.Write(ref _lost, 1));
    }

    /// <summary>What it hears; may be exchanged while it listens.</summary>
    public LiveTopics Topics
    {
        get => Volatile.Read(ref _topics);
        set => Volatile.Write(ref _topics, value);
    }

    /// <summary>Batches as they come, one reader at a time, until the subscription is disposed or the token cancelled.</summary>
    public async IAsyncEnumerable<LiveBatch> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in _batches.Reader.ReadAllAsync(cancellationToken))
        {
            yield return Interlocked.Exchange(ref _lost, 0) == 1 ? batch with { Gap = true } : batch;
        }
    }

    internal void Offer(LiveBatch batch)
    {
        if (Topics.Select(batch) is { } part)
        {
            _batches.Writer.TryWrite(part);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _owner.Remove(this);
        _batches.Writer.TryComplete();
    }
}
