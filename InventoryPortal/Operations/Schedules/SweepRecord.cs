using System.Collections.Concurrent;
using InventoryPortal.Domain.Schedules;

namespace InventoryPortal.Operations.Schedules;

/// <summary>The last run of each schedule that runs on every node, as this process knows it.</summary>
public sealed record SweepRun(DateTimeOffset BegunAt, RunEnd End);

/// <summary>
/// What the sweeps of this process came to. They run up to twelve times a minute: a row for each would cost more than they do, so
/// the last run is kept in memory and the tables hear of it when something changes, and now and then.
/// </summary>
public sealed class SweepRecord
{
    /// <summary>A run like the last written one is written this long after it: what a restart does not know is no older.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    /// <summary>Failures alike are written this often, with their number.</summary>
    public static readonly TimeSpan EveryFailure = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, SweepRun> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (SweepRun Run, int Since)> _written = new(StringComparer.Ordinal);

    /// <summary>The last run in this process; null when there was none.</summary>
    public SweepRun? Last(string name) => _last.GetValueOrDefault(name);

    /// <summary>Keeps a run; returns how many runs alike the tables have to hear of, 0 for none now. One schedule's runs come one after another.</summary>
    public int Keep(string name, SweepRun run)
    {
        _last[name] = run;
        if (_written.TryGetValue(name, out var written) && IsLike(written.Run.End, run.End))
        {
            var since = written.Since + 1;
            var isDue = run.End.At - written.Run.End.At >= (run.End.Outcome == RunOutcome.Completed ? Every : EveryFailure);
            _written[name] = isDue ? (run, 0) : (written.Run, since);
            return isDue ? since : 0;
        }
        _written[name] = (run, 0);
        return 1;
    }

    private static bool IsLike(RunEnd one, RunEnd other) => (one.Outcome, one.Reason) == (other.Outcome, other.Reason);
}
