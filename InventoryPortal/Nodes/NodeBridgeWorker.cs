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

    /// <summary>How long the end of the portal waits until what is left is told; the others find it in the tables otherwise.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>Notes kept while a message is on its way; a commit writes one.</summary>
    private const int NotesKept = 4_096;

    // Subscribed before the host says that it runs, so that no commit after the start goes untold.
    private readonly CommitSignals.Subscription _notes = signals.Subscribe(CommitTopics.All, NotesKept, CommitReach.Here);
    private Func<List<CommitNote>, Task>? _tell;
    private long _sequence;
    private long? _sentAt;
    private long? _lookedAt;
    private bool _mustLook;
    private Task _probing = Task.CompletedTask;
    private long? _probedAt;

    /// <inheritdoc />
    public override void Dispose()
    {
        _notes.Dispose();
        base.Dispose();
    }

    /// <summary>Ends it, after what committed before it has been told: it is the last of the loops to end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // One that has not ended yet is still at a message.
        if (_tell is { } tell && ExecuteTask is { IsCompleted: true })
        {
            using var limit = new CancellationTokenSource(LastWords, clock);
            while (!limit.IsCancellationRequested && Take() is { Count: > 0 } notes)
            {
                await tell(notes);
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var shared = await InstallationAsync(stoppingToken);
        // Portals on other databases may share the Redis: they are not to be heard.
        var channel = RedisChannel.Literal($"inventoryportal:{shared.Name}:commits");
        var subscriber = (await redis.GetAsync()).GetSubscriber();
        var listener = new NodeListener(shared, signals, link, clock, log);

        // Registered now, and again by itself with every new connection: there may be none yet. A queue, for it keeps their order.
        (await subscriber.SubscribeAsync(channel, CommandFlags.FireAndForget)).OnMessage(message => listener.Hear(message.Message));
        _tell = notes => TellAsync(subscriber, channel, shared, notes);

        // Not before: a database that was slow is no Redis that is away.
        link.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            var notes = Take();
            if (notes.Count > 0 || IsOver(_sentAt, Beat))
            {
                _sentAt = clock.GetTimestamp();
                await _tell(notes);
            }
            Judge(listener);
            AskAround();
            await Task.Delay(Window, clock, stoppingToken);
        }
    }

    private async Task<Installation> InstallationAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await installation.FindAsync(stop);
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
    private async Task TellAsync(ISubscriber subscriber, RedisChannel channel, Installation shared, List<CommitNote> notes)
    {
        try
        {
            link.Told(++_sequence);
            var message = new NodeMessage(NodeMessage.Now, link.Node, _sequence, clock.GetUtcNow(), link.Counts(signals.Counts), notes);
            await subscriber.PublishAsync(channel, message.Write(shared.Secret));
            NodesTelemetry.Count("sent");
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            NodesTelemetry.Count("unsent");
            log.LogDebug(e, "A message to the other nodes was not sent.");
        }
    }

    // A Redis that is full still passes messages on; only a write finds it out. Nothing here waits for the answer.
    private void AskAround()
    {
        if (_probing.IsCompleted && IsOver(_probedAt, LookAgain))
        {
            _probedAt = clock.GetTimestamp();
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

    // Silence, too, is told as a gap: ours, and that of one other, which was killed, or which Redis has forsaken and not us.
    private void Judge(NodeListener listener)
    {
        if (link.FallsApart())
        {
            NodesTelemetry.Stand(isApart: true);
            log.LogWarning("Redis is away. Nothing is lost and no number is wrong by it: the changes of other nodes are shown within {Seconds} s until it is back.", LookAgain.TotalSeconds);
        }
        var (isOneSilent, hasOneGone) = link.Silence();
        _mustLook |= listener.TakeRefused() | hasOneGone;
        if ((_mustLook || isOneSilent || link.Standing.State == NodeLinkState.Apart) && IsOver(_lookedAt, LookAgain))
        {
            _mustLook = false;
            _lookedAt = clock.GetTimestamp();
            link.LooksAgain();
            signals.PublishFromElsewhere(CommitNote.Lost);
        }
    }

    private bool IsOver(long? since, TimeSpan span) => since is not { } at || clock.GetElapsedTime(at) >= span;
}
