using System.Diagnostics.Metrics;

namespace InventoryPortal.Dispatch;

/// <summary>Keeps the figures of the lanes that are read off and not counted, as long as somebody reads them: what is due, and the breakers.</summary>
internal sealed class LaneFiguresWorker : BackgroundService
{
    /// <summary>Age of a figure: scrapes come every 15 s or later.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Meter _meter = new(DispatchTelemetry.Name);
    private readonly ObservableGauge<int> _due;
    private readonly DispatchQueries _queries;
    private readonly TimeProvider _clock;
    private readonly ILogger<LaneFiguresWorker> _log;
    private IReadOnlyList<LaneStatus> _lanes = [];

    public LaneFiguresWorker(DispatchQueries queries, TimeProvider clock, ILogger<LaneFiguresWorker> log)
    {
        (_queries, _clock, _log) = (queries, clock, log);
        _due = _meter.CreateObservableGauge("inventoryportal.dispatch.due", () => Volatile.Read(ref _lanes).SelectMany(Counts), "{listing}", "Listings on their way to their channel, by state.");
        _meter.CreateObservableGauge("inventoryportal.dispatch.oldest", () => Volatile.Read(ref _lanes).Select(l => Of(l.OldestPendingSeconds ?? 0, l)), "s", "Age of the oldest change that a channel has not confirmed.");
        _meter.CreateObservableGauge("inventoryportal.dispatch.circuit", () => Volatile.Read(ref _lanes).Select(l => Of(Open(l.Breaker), l)), null, "A channel's breaker: 0 closed, 0.5 half open, 1 open.");
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, _clock);
        do
        {
            try
            {
                if (_due.Enabled)
                {
                    Volatile.Write(ref _lanes, await _queries.StatusAsync(scope: null, stoppingToken));
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                _log.LogInformation("The figures of the lanes could not be read: {Reason}", e.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static IEnumerable<Measurement<int>> Counts(LaneStatus lane) =>
    [
        new(lane.Pending, new(DispatchTelemetry.Channel, lane.Channel), new("state", "pending")),
        new(lane.InFlight, new(DispatchTelemetry.Channel, lane.Channel), new("state", "inFlight")),
        new(lane.Failed, new(DispatchTelemetry.Channel, lane.Channel), new("state", "failed")),
    ];

    private static Measurement<double> Of(double value, LaneStatus lane) => new(value, new KeyValuePair<string, object?>(DispatchTelemetry.Channel, lane.Channel));

    private static double Open(string breaker) => breaker switch { "open" => 1, "halfOpen" => 0.5, _ => 0 };
}
