using System.Globalization;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Looks whether the loops of this process live. Only one that watches itself without a gap can say that another has stood still: a machine that slept, or a clock that was set, is no fault of theirs.</summary>
public sealed class PulseWatch(WorkerPulse pulse, AlertStore alerts, TimeProvider clock)
{
    /// <summary>Longest time between two looks of an unbroken watch.</summary>
    private static readonly TimeSpan MaxGap = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, bool> _told = new(StringComparer.Ordinal);
    private DateTimeOffset _since;
    private DateTimeOffset _last;

    /// <summary>One look; only the worker's own loop calls it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if ((now - _last).Duration() > MaxGap)
        {
            _since = now;
        }
        _last = now;
        var findings = Readiness.Vital
            .Select(v => (v.Worker, v.Limit, Holds: pulse.IsSilent(v.Worker, v.Limit)))
            .Where(v => v.Holds ? now - _since > v.Limit : true)
            .Where(v => !_told.TryGetValue(v.Worker, out var told) || told != v.Holds)
            .Select(v => new AlertFinding(AlertKind.NoWorker, v.Worker, Sentence(v.Worker, v.Limit), null, null, v.Holds))
            .ToList();
        await alerts.RecordAsync(findings, cancellationToken);
        findings.ForEach(f => _told[f.Subject] = f.Holds);
    }

    private static string Sentence(string worker, TimeSpan limit) => string.Create(
        CultureInfo.InvariantCulture, $"{worker} has given no sign of life for more than {limit.TotalMinutes:0} minutes. Start the portal again.");
}
