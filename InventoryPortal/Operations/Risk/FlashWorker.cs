using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Risk;

/// <summary>Watches how fast products sell and turns flash mode on at once, and off when calm has returned.</summary>
public sealed class FlashWorker(
    FlashStore flash, CommitSignals signals, IOptions<FlashOptions> options, TimeProvider clock, WorkerPulse pulse, ILogger<FlashWorker> log) : BackgroundService
{
    /// <summary>Notes kept while a product is being turned; what is lost is made good by the next sale's level.</summary>
    private const int Notes = 4_096;

    /// <summary>Commits gather this long: a small part of the latency that matters here.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    /// <summary>How often calm is looked for.</summary>
    private static readonly TimeSpan LookForCalm = TimeSpan.FromSeconds(10);

    /// <summary>A product that did not cross the line by the tables is asked again after this.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    private readonly CommitSignals.Subscription _changes = signals.Subscribe(CommitTopics.Stock, Notes);
    private readonly Dictionary<long, DateTimeOffset> _asked = [];
    private DateTimeOffset _lookedForCalm;

    /// <inheritdoc />
    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }
        var gauge = new FlashGauge(options.Value.Limits.Window);
        while (!stoppingToken.IsCancellationRequested)
        {
            pulse.Beat(nameof(FlashWorker));
            try
            {
                await LookAsync(gauge, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "The velocity of products could not be judged; tried again with the next sale.");
            }
            await Task.Delay(Gather, clock, stoppingToken);
            if (!_changes.Reader.TryPeek(out _))
            {
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await Task.WhenAny(_changes.Reader.WaitToReadAsync(wait.Token).AsTask(), Task.Delay(LookForCalm, clock, wait.Token));
                await wait.CancelAsync();
            }
        }
    }

    private async Task LookAsync(FlashGauge gauge, CancellationToken cancellationToken)
    {
        var (limits, now) = (options.Value.Limits, clock.GetUtcNow());
        var fast = new HashSet<long>();
        while (_changes.Reader.TryRead(out var note))
        {
            // Whether the latency is short enough for it not to matter is for the tables to say.
            fast.UnionWith(gauge.Seen(note).Where(s => s.Units >= Domain.Risk.FlashRule.LeastSales).Select(s => s.ProductId));
        }
        foreach (var id in fast.Where(id => !_asked.TryGetValue(id, out var asked) || now - asked >= AskAgain))
        {
            _asked[id] = now;
            if (await flash.BeginAsync(id, limits, cancellationToken))
            {
                log.LogInformation("Product {Product} sells faster than news travels: its listings have shares of their own now.", id);
            }
        }
        if (now - _lookedForCalm >= LookForCalm)
        {
            _lookedForCalm = now;
            foreach (var old in _asked.Where(a => now - a.Value > limits.CalmFor).Select(a => a.Key).ToList())
            {
                _asked.Remove(old);
            }
            await flash.EndAsync(limits, cancellationToken);
        }
    }
}
