using System.Threading.Channels;
using InventoryPortal.Access;
using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Shared;

/// <summary>
/// A component that follows committed changes. Its loops start in the component's own context, so that what they render keeps
/// the person's language: one gathers batches, one applies them at a bounded pace, one beats where time alone changes
/// what is shown. It listens only where somebody sees it
/// (the interactive render), and its disposal cancels the loops and waits for them.
/// </summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    /// <summary>Least time between two renders by news: two a second are read as immediate, and batches are what circuits cost.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _gone = new();
    private readonly LiveGatherer _gatherer = new();
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private FeedSubscription? _subscription;
    private Task _loops = Task.CompletedTask;
    private bool _disposed;
    private bool _wasHeldBack;
    private IReadOnlySet<string>? _scope = ChannelScope.Nothing;

    [Inject]
    private PortalFeed Feed { get; set; } = null!;

    [Inject]
    private PortalSession Reader { get; set; } = null!;

    [Inject]
    private LiveHealth Health { get; set; } = null!;

    [Inject]
    protected LivePause Pause { get; private set; } = null!;

    [Inject]
    private ILoggerFactory LoggerFactory { get; set; } = null!;

    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    /// <summary>Cancelled when the component goes.</summary>
    protected CancellationToken Gone { get; private set; }

    /// <summary>The last news could not be read: what is shown may be old until the next one.</summary>
    protected bool IsStale { get; private set; }

    /// <summary>What to listen to; asked once at the start.</summary>
    protected abstract LiveTopics Topics { get; }

    /// <summary>How often to take up <see cref="LiveBatch.Beat"/> though nothing is committed; null never.</summary>
    protected virtual TimeSpan? BeatEvery => null;

    /// <summary>Whether news wait now; when they need not any more, everything is read again.</summary>
    protected virtual bool IsHeldBack => Pause.IsHidden || Pause.IsPaused;

    /// <summary>Takes the news up, on the component's own context; a render follows when it returns true.</summary>
    protected abstract Task<bool> OnNewsAsync(LiveBatch news);

    protected LiveComponent() => Gone = _gone.Token;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            // Nothing of any channel before it is known which ones the person may see.
            _subscription = Feed.Subscribe(Topics.LimitedTo(ChannelScope.Nothing));
            Pause.Changed += PauseChanged;
            _loops = Task.WhenAll(LimitAsync(), GatherAsync(_subscription), ApplyAsync(), BeatEvery is { } every ? BeatAsync(every) : Task.CompletedTask);
        }
    }

    /// <summary>Channel keys that the person is limited to, for what is read; null for all.</summary>
    protected Task<IReadOnlySet<string>?> ScopeAsync(CancellationToken cancellationToken) => Reader.ScopeAsync(cancellationToken);

    /// <summary>Listens to something else from now on.</summary>
    protected void Watch(LiveTopics topics)
    {
        if (_subscription is not null)
        {
            _subscription.Topics = topics.LimitedTo(_scope);
        }
    }

    // Rights that are taken away end the session, so a scope is looked up once.
    private async Task LimitAsync()
    {
        try
        {
            var known = ScopeAsync(Gone);
            var late = !known.IsCompleted;
            _scope = await known;
            _subscription!.Topics = _subscription.Topics.LimitedTo(_scope);
            if (late)
            {
                // News of the meantime was not heard.
                LookAgain();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (Exception e)
        {
            // It hears of nothing that belongs to a channel then, and says so.
            LoggerFactory.CreateLogger(GetType()).LogWarning(e, "Which channels the person may see could not be read; the page is shown as not current.");
            Stand(isStale: true);
        }
    }

    private void PauseChanged()
    {
        if (_wasHeldBack && !IsHeldBack)
        {
            LookAgain();
        }
        _wasHeldBack = IsHeldBack;
    }

    /// <summary>Whatever came meanwhile: what is shown is read anew, as after a gap.</summary>
    protected void LookAgain()
    {
        _gatherer.Add(LiveBatch.Lost);
        _wakes.Writer.TryWrite(true);
    }

    private async Task GatherAsync(FeedSubscription subscription)
    {
        try
        {
            await foreach (var batch in subscription.ReadAllAsync(Gone))
            {
                _gatherer.Add(batch);
                _wakes.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task BeatAsync(TimeSpan every)
    {
        try
        {
            using var timer = new PeriodicTimer(every, Clock);
            while (await timer.WaitForNextTickAsync(Gone))
            {
                _gatherer.Add(LiveBatch.Beat);
                _wakes.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ApplyAsync()
    {
        try
        {
            await foreach (var _ in _wakes.Reader.ReadAllAsync(Gone))
            {
                await InvokeAsync(TakeUpAsync);
                await Task.Delay(Pace, Clock, Gone);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task TakeUpAsync()
    {
        if (_disposed || IsHeldBack || _gatherer.Take() is not { } news)
        {
            return;
        }
        try
        {
            var render = await OnNewsAsync(news) || IsStale;
            Stand(isStale: false);
            if (render && !_disposed)
            {
                StateHasChanged();
            }
        }
        catch (Exception e) when (!Gone.IsCancellationRequested)
        {
            // One read that failed must not end the circuit; the next news tries again, and until then the page says so.
            LoggerFactory.CreateLogger(GetType()).LogWarning(e, "News could not be read; the page is shown as not current.");
            Stand(isStale: true);
            StateHasChanged();
        }
    }

    private void Stand(bool isStale)
    {
        IsStale = isStale;
        Health.Tell(this, isStale);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        OnDisposing();
        Pause.Changed -= PauseChanged;
        Health.Tell(this, isStale: false);
        _subscription?.Dispose();
        await _gone.CancelAsync();
        await _loops;
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>For what a component holds besides.</summary>
    protected virtual void OnDisposing()
    {
    }
}
