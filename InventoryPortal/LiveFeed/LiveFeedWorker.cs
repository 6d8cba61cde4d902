using InventoryPortal.Persistence;

namespace InventoryPortal.LiveFeed;

/// <summary>
/// Turns the notes of commits into batches, about ten a second. It waits for no listener, and no fault of a read ends it:
/// what it could not read it tells as a gap.
/// </summary>
public sealed class LiveFeedWorker(
    CommitSignals signals, LiveQueries queries, PortalFeed feed, TimeProvider clock, ILogger<LiveFeedWorker> log) : BackgroundService
{
    /// <summary>How long notes are gathered: short enough to look immediate, long enough to fold a burst.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    /// <summary>How often one channel's figures are counted at most: counting walks its due listings.</summary>
    public static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(1);

    /// <summary>Notes kept while a batch is read; a commit writes one.</summary>
    private const int NotesKept = 4096;

    private const CommitTopics Heard = CommitTopics.Stock | CommitTopics.Listings | CommitTopics.Inbox | CommitTopics.Jobs
        | CommitTopics.Alerts | CommitTopics.Channels | CommitTopics.Products | CommitTopics.Access | CommitTopics.Schedules;

    private readonly Dictionary<long, (ChannelFigures Figures, DateTimeOffset At)> _counted = [];
    private readonly HashSet<long> _owed = [];

    // Subscribed before the host says that it runs, so that no commit after the start goes unheard.
    private readonly CommitSignals.Subscription _notes = signals.Subscribe(Heard, NotesKept);

    /// <inheritdoc />
    public override void Dispose()
    {
        _notes.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task<bool>? heard = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            heard ??= _notes.Reader.WaitToReadAsync(stoppingToken).AsTask();
            await Task.WhenAny(heard, _owed.Count == 0 ? heard : Task.Delay(CountEvery, clock, stoppingToken));
            stoppingToken.ThrowIfCancellationRequested();
            if (heard.IsCompleted)
            {
                if (!await heard)
                {
                    return;
                }
                heard = null;
                await Task.Delay(Window, clock, stoppingToken);
            }
            feed.Publish(await BuildAsync(Gather(), stoppingToken));
        }
    }

    private NoteGatherer Gather()
    {
        var gathered = new NoteGatherer();
        for (var i = 0; i < NotesKept && _notes.Reader.TryRead(out var note); i++)
        {
            gathered.Add(note);
        }
        gathered.Gap |= _notes.TakeDropped() > 0;
        return gathered;
    }

    private async Task<LiveBatch> BuildAsync(NoteGatherer gathered, CancellationToken cancellationToken)
    {
        try
        {
            var alerts = gathered.Topics.HasFlag(CommitTopics.Alerts)
                ? await queries.AlertsAsync(gathered.Alerts, cancellationToken)
                : [];
            var jobs = gathered.Jobs.Count > 0 ? await queries.JobsAsync(gathered.Jobs, cancellationToken) : [];
            var sync = await SyncAsync(gathered, cancellationToken);
            return new LiveBatch(gathered.Stock, sync, alerts, jobs, Areas(gathered.Topics), gathered.Gap);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "A batch of changes could not be read; listeners are told to look again.");
            return LiveBatch.Lost with { Stock = gathered.Stock, Touched = Areas(gathered.Topics) };
        }
    }

    private async Task<List<SyncChange>> SyncAsync(NoteGatherer gathered, CancellationToken cancellationToken)
    {
        var listings = gathered.Listings.Count + gathered.Products.Count > 0
            ? await queries.ListingsAsync(gathered.Listings, gathered.Products, cancellationToken)
            : [];
        var touched = gathered.Channels.Concat(listings.Select(l => l.ChannelId)).ToHashSet();
        _owed.UnionWith(touched);
        var now = clock.GetUtcNow();
        var due = _owed.Where(id => !_counted.TryGetValue(id, out var last) || now - last.At >= CountEvery).ToList();
        if (due.Count > 0)
        {
            foreach (var figures in await queries.FiguresAsync(due, cancellationToken))
            {
                _counted[figures.Id] = (figures, now);
            }
            _owed.ExceptWith(due);
            touched.UnionWith(due);
        }
        var byChannel = listings.ToLookup(l => l.ChannelId, l => l.Change);
        return [.. touched.Where(_counted.ContainsKey).Select(id => Change(_counted[id].Figures, [.. byChannel[id]]))];
    }

    private static SyncChange Change(ChannelFigures f, IReadOnlyList<ListingChange> listings) =>
        new(f.Key, f.State, f.Pending, f.InFlight, f.Failed, f.LastConfirmedAt, listings);

    private static LiveAreas Areas(CommitTopics topics)
    {
        var areas = LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Products) ? LiveAreas.Products : LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Channels) ? LiveAreas.Channels : LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Inbox) ? LiveAreas.Inbox : LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Jobs) ? LiveAreas.Jobs : LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Alerts) ? LiveAreas.Alerts : LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Access) ? LiveAreas.Access : LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Listings) ? LiveAreas.Listings : LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Stock) ? LiveAreas.Stock : LiveAreas.None;
        areas |= topics.HasFlag(CommitTopics.Schedules) ? LiveAreas.Schedules : LiveAreas.None;
        return areas;
    }
}
