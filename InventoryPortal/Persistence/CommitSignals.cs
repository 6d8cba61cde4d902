using System.Threading.Channels;
using InventoryPortal.Domain.Stock;

namespace InventoryPortal.Persistence;

/// <summary>What a commit changed, by subject.</summary>
[Flags]
public enum CommitTopics
{
    None = 0,

    /// <summary>Levels of products.</summary>
    Stock = 1,

    /// <summary>Listings became due, were sent or confirmed.</summary>
    Listings = 2,

    /// <summary>The inbox has something new.</summary>
    Inbox = 4,

    /// <summary>A job was made or moved.</summary>
    Jobs = 8,

    Alerts = 16,

    /// <summary>Channels, mappings or rules.</summary>
    Channels = 32,

    /// <summary>Products' own fields.</summary>
    Products = 64,

    /// <summary>People, roles, API keys.</summary>
    Access = 128,

    /// <summary>A schedule was begun, ended, paused or asked for.</summary>
    Schedules = 256,

    /// <summary>Every subject.</summary>
    All = Stock | Listings | Inbox | Jobs | Alerts | Channels | Products | Access | Schedules,
}

/// <summary>Whose commits a listener hears.</summary>
public enum CommitReach
{
    /// <summary>Those of this process and, as far as they are told of, of the other nodes.</summary>
    Everywhere,

    /// <summary>Those of this process alone: for work that the node of the commit begins by itself, and that all nodes would only contend for.</summary>
    Here,
}

/// <summary>One product's new level.</summary>
public sealed record StockNote(long ProductId, string Sku, int OnHand, int Reserved, int Available, MovementKind Kind, int Delta, DateTimeOffset At);

/// <summary>One commit, as others may react to it. Lists are capped by the writer; the tables are the truth.</summary>
/// <param name="Topics">What it touched.</param>
/// <param name="Stock">New levels.</param>
/// <param name="ChannelIds">Channels whose listings or state it touched.</param>
/// <param name="Subject">A job id, alert id or the like, where there is just one.</param>
public sealed record CommitNote(CommitTopics Topics, IReadOnlyList<StockNote> Stock, IReadOnlyCollection<long> ChannelIds, long? Subject = null)
{
    /// <summary>Listings that it touched, for the screens; capped by the writer, empty when it does not say.</summary>
    public IReadOnlyCollection<long> ListingIds { get; init; } = [];

    /// <summary>Notes before this one were lost on their way: whoever shows or keeps anything reads it again.</summary>
    public bool Gap { get; init; }

    /// <summary>Nothing but the news that any of it may have changed.</summary>
    public static readonly CommitNote Lost = new(CommitTopics.All, [], []) { Gap = true };

    public static CommitNote Of(CommitTopics topics, params long[] channelIds) => new(topics, [], channelIds);
}

/// <summary>
/// Tells the workers and the screens of this process that something was committed. Bounded and lossy: a slow listener
/// loses the oldest notes and is told so; nobody may depend on having seen every note.
/// </summary>
public sealed class CommitSignals
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[System.Numerics.BitOperations.Log2((uint)CommitTopics.All) + 1];
    private Subscription[] _subscriptions = [];

    /// <summary>Commits of this process so far by subject, the lowest bit first: what was read under the same numbers is as new as the last of them.</summary>
    public IReadOnlyList<long> Counts => [.. _counts.Select((_, i) => Volatile.Read(ref _counts[i]))];

    /// <summary>Listens to <paramref name="topics"/>; dispose to stop.</summary>
    /// <param name="capacity">Notes kept for a slow listener.</param>
    /// <param name="reach">Whose commits.</param>
    public Subscription Subscribe(CommitTopics topics, int capacity = 256, CommitReach reach = CommitReach.Everywhere)
    {
        var subscription = new Subscription(this, topics, capacity, reach);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }
        return subscription;
    }

    /// <summary>Tells of a commit of this process. Never waits and never throws.</summary>
    public void Publish(CommitNote note)
    {
        for (var (i, topics) = (0, (int)note.Topics); topics != 0; (i, topics) = (i + 1, topics >> 1))
        {
            if ((topics & 1) != 0)
            {
                Interlocked.Increment(ref _counts[i]);
            }
        }
        Offer(note, isFromElsewhere: false);
    }

    /// <summary>Tells of another node's commit: to those who hear of commits everywhere. Never waits and never throws.</summary>
    public void PublishFromElsewhere(CommitNote note) => Offer(note, isFromElsewhere: true);

    private void Offer(CommitNote note, bool isFromElsewhere)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            if ((subscription.Topics & note.Topics) != 0 && !(isFromElsewhere && subscription.Reach == CommitReach.Here))
            {
                subscription.Offer(note);
            }
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
        }
    }

    /// <summary>One listener's bounded queue.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly CommitSignals _owner;
        private readonly Channel<CommitNote> _notes;
        private long _dropped;

        internal Subscription(CommitSignals owner, CommitTopics topics, int capacity, CommitReach reach)
        {
            _owner = owner;
            Topics = topics;
            Reach = reach;
            _notes = Channel.CreateBounded<CommitNote>(
                new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
                _ => Interlocked.Increment(ref _dropped));
        }

        public CommitTopics Topics { get; }

        internal CommitReach Reach { get; }

        public ChannelReader<CommitNote> Reader => _notes.Reader;

        /// <summary>Notes lost since the last call: when positive, read the tables again.</summary>
        public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

        internal void Offer(CommitNote note) => _notes.Writer.TryWrite(note);

        /// <inheritdoc />
        public void Dispose()
        {
            _owner.Remove(this);
            _notes.Writer.TryComplete();
        }
    }
}
