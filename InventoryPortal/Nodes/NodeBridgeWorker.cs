using InventoryPortal.Persistence;
using StackExchange.Redis;

namespace InventoryPortal.Nodes;

/// <summary>
/// Tells the other nodes of this one's commits, and this one of theirs. Nothing waits for it: a commit leaves a note in a
/// bounded queue, and what is lost on the way is told as a gap. It bears news and no numbers that anything is decided by.
/// </summary>
public sealed class NodeBridgeWorker(
    RedisConnection redis, RedisProbe probe, InstallationStore installation, CommitSignals signals, NodeLink link, TimeProvider clock, ILogger<NodeBridgeWorker> log) : BackgroundService
{
    /// <summary>Notes gather this long after a message: a burst of sales is a few messages, the first of it travels at once.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    /// <summary>A sign of life without news; by it a lost message is missed, and an outage seen.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>While the others are not heard, the screens look at the tables this often.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>Notes kept while a message is on its way; a commit writes one.</summary>
    private const int NotesKept = 4_096;

    // Subscribed before the host says that it runs, so that no commit after the start goes untold.
    private readonly CommitSignals.Subscription _notes = signals.Subscribe(CommitTopics.All, NotesKept, CommitReach.Here);
    private long _sequence;
    private DateTimeOffset _sentAt;
    private DateTimeOffset _lookedAt;
    private int _refused;
    private volatile bool _isRefused;
    private Task _probing = Task.CompletedTask;
    private DateTimeOffset _probedAt;

    /// <inheritdoc />
    public override void Dispose()
    {
        _notes.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        link.Begin();
        var channel = await ChannelAsync(stoppingToken);
        var subscriber = (await redis.GetAsync()).GetSubscriber();

        // Registered now, and again by itself with every new connection: there may be none yet.
        await subscriber.SubscribeAsync(channel, (_, value) => Hear(value), CommandFlags.FireAndForget);
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            var notes = Take();
            var now = clock.GetUtcNow();
            if (notes.Count > 0 || now - _sentAt >= Beat)
            {
                _sentAt = now;
                await TellAsync(subscriber, channel, notes);
            }
            Judge(now);
            AskAround(now);
            await Task.Delay(Window, clock, stoppingToken);
        }
    }

    // Portals on other databases may share the Redis: they are not to be heard.
    private async Task<RedisChannel> ChannelAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return RedisChannel.Literal($"inventoryportal:{await installation.FindAsync(stop)}:commits");
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                log.LogInformation("The other nodes are not told of yet, for the database does not answer: {Reason}", e.GetBaseException().Message);
                await Task.Delay(Beat, clock, stop);
            }
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        if (_notes.Reader.TryPeek(out _))
        {
            return;
        }
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(_notes.Reader.WaitToReadAsync(wait.Token).AsTask(), Task.Delay(Beat, clock, wait.Token));
        await wait.CancelAsync();
        stop.ThrowIfCancellationRequested();
    }

    private List<CommitNote> Take()
    {
        var notes = new List<CommitNote>();
        if (_notes.TakeDropped() > 0)
        {
            notes.Add(CommitNote.Lost);
        }
        while (notes.Count < NodeMessage.MaxNotes && _notes.Reader.TryRead(out var note))
        {
            notes.Add(note);
        }
        return notes;
    }

    // One at a time and with the connection's own limit: a slow Redis makes fewer and larger messages. One that fails leaves a
    // hole in the count, by which the others miss it.
    private async Task TellAsync(ISubscriber subscriber, RedisChannel channel, List<CommitNote> notes)
    {
        try
        {
            link.Told(++_sequence);
            await subscriber.PublishAsync(channel, new NodeMessage(NodeMessage.Now, link.Node, _sequence, signals.Counts, notes).Write());
            NodesTelemetry.Count("sent");
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            NodesTelemetry.Count("unsent");
            log.LogDebug(e, "A message to the other nodes was not sent.");
        }
    }

    private void Hear(ReadOnlyMemory<byte> value)
    {
        if (NodeMessage.Read(value) is not { } message)
        {
            Refuse(value.Length);
            return;
        }
        if (message.Node == link.Node)
        {
            Echoed(message.Sequence);
            return;
        }
        var arrival = link.Arrived(message.Node, message.Sequence, message.Counts);
        NodesTelemetry.Count(arrival switch { Arrival.InTurn => "heard", Arrival.AfterLoss => "missed", _ => "repeated" });
        if (arrival == Arrival.AfterLoss)
        {
            signals.PublishFromElsewhere(CommitNote.Lost);
        }
        if (arrival != Arrival.Repeated)
        {
            foreach (var note in message.Notes)
            {
                signals.PublishFromElsewhere(note);
            }
        }
    }

    private void Echoed(long sequence)
    {
        if (link.Echoed(sequence))
        {
            NodesTelemetry.Stand(isApart: false);
            log.LogInformation("Redis is back: the nodes hear each other again.");
            signals.PublishFromElsewhere(CommitNote.Lost);
        }
    }

    // A node of another version may have told something that the tables know. Whoever floods the channel costs us no more than an outage.
    private void Refuse(long bytes)
    {
        NodesTelemetry.Count("refused");
        _isRefused = true;
        if (Interlocked.Increment(ref _refused) == 1)
        {
            log.LogWarning("A message of {Bytes} bytes from Redis could not be read and was ignored, as others like it will be: another version of the portal, or somebody else, writes to its channel.", bytes);
        }
    }

    // A Redis that is full still passes messages on; only a write finds it out. Nothing here waits for the answer.
    private void AskAround(DateTimeOffset now)
    {
        if (_probing.IsCompleted && now - _probedAt >= LookAgain)
        {
            _probedAt = now;
            _probing = AskAsync();
        }
    }

    private async Task AskAsync()
    {
        var was = link.FullSince;
        var answer = await probe.AskAsync(CancellationToken.None);
        link.FullSince = answer is RedisAnswer.Full ? clock.GetUtcNow() : answer is RedisAnswer.Well ? null : was;
        if (was is null && link.FullSince is not null)
        {
            log.LogWarning("Redis is full: it keeps no page for the other nodes. Give it a maxmemory-policy such as allkeys-lru.");
        }
    }

    private void Judge(DateTimeOffset now)
    {
        if (link.FallsApart())
        {
            NodesTelemetry.Stand(isApart: true);
            _lookedAt = now;
            log.LogWarning("Redis is away. Nothing is lost and no number is wrong by it: the changes of other nodes are shown within {Seconds} s until it is back.", LookAgain.TotalSeconds);
        }
        if ((_isRefused || link.Standing.State == NodeLinkState.Apart) && now - _lookedAt >= LookAgain)
        {
            _isRefused = false;
            _lookedAt = now;
            signals.PublishFromElsewhere(CommitNote.Lost);
        }
    }
}
