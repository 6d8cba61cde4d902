using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace InventoryPortal.Tests.Simulation;

/// <summary>
/// As many seeds as asked: SIM_SEEDS (100), from SIM_FIRST (1), of SIM_STEPS each, on SIM_TIER (memory or sqlite). Ends at the
/// first violation with the seed, what broke and the last steps before it.
/// </summary>
public sealed class SimulationCommand(ITestOutputHelper output)
{
    /// <summary>Lines of the log that are shown of a broken seed.</summary>
    private const int Shown = 200;

    /// <summary>How often progress is shown.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<string, long> _faults = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _done;

    [Fact(Explicit = true)]
    public async Task No_unit_is_lost_or_doubled_over_many_seeds()
    {
        var tier = Enum.Parse<SimulationTier>(Environment.GetEnvironmentVariable("SIM_TIER") ?? nameof(SimulationTier.Memory), ignoreCase: true);
        var (count, first) = (Setting("SIM_SEEDS", 100), Setting("SIM_FIRST", 1));
        var steps = Setting("SIM_STEPS", tier == SimulationTier.Memory ? SimulationTests.MemorySteps : SimulationTests.SqliteSteps);
        var (watch, shown) = (Stopwatch.StartNew(), TimeSpan.Zero);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        SimulationOutcome? broken = null;

        // The disk is the bound of the other tier: there one seed at a time.
        var width = tier == SimulationTier.Memory ? Environment.ProcessorCount : 1;
        await Parallel.ForEachAsync(Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = width }, async (seed, _) =>
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }
            var outcome = await Simulation.RunAsync(new SimulationSetting(tier, seed, steps, IsLogging: false));
            lock (_lock)
            {
                _done++;
                Count(outcome);
                if (outcome.Broken is not null && (broken is null || outcome.Setting.Seed < broken.Setting.Seed))
                {
                    broken = outcome;
                    stop.Cancel();
                }
                if (watch.Elapsed - shown > Every)
                {
                    shown = watch.Elapsed;
                    output.WriteLine(Progress(watch.Elapsed, count, steps));
                }
            }
        });
        output.WriteLine(Progress(watch.Elapsed, count, steps));
        output.WriteLine(string.Join(Environment.NewLine, _faults.Select(f => $"{f.Key}: {f.Value}")));
        if (broken is not null)
        {
            var again = await Simulation.RunAsync(broken.Setting with { IsLogging = true });
            output.WriteLine(string.Join(Environment.NewLine, again.Log.TakeLast(Shown)));
            Assert.Fail($"Seed {broken.Setting.Seed} of {steps} steps ({tier}): {broken.Broken}");
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private void Count(SimulationOutcome outcome)
    {
        foreach (var (kind, times) in outcome.Faults)
        {
            _faults[kind] = _faults.GetValueOrDefault(kind) + times;
        }
    }

    private string Progress(TimeSpan elapsed, int count, int steps) => string.Create(
        CultureInfo.InvariantCulture,
        $"{_done} of {count} seeds of {steps} steps in {elapsed.TotalSeconds:0.0} s: {_done / elapsed.TotalSeconds:0.0} seeds/s, {_done * (long)steps / elapsed.TotalSeconds:0} steps/s, "
        + $"{Environment.CpuUsage.TotalTime.TotalMilliseconds / _done:0.0} ms of processor time a seed");
}
