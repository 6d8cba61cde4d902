using System.Globalization;
using Xunit;

namespace InventoryPortal.Tests.Simulation;

public sealed class SimulationTests(ITestOutputHelper output)
{
    /// <summary>Number of seeds of a long run; the first is in <see cref="FirstVariable"/>, the steps of each in <see cref="StepsVariable"/>.</summary>
    private const string SeedsVariable = "SIM_SEEDS";
    private const string FirstVariable = "SIM_FIRST";
    private const string StepsVariable = "SIM_STEPS";

    private const int Steps = 120;

    /// <summary>Lines of a log that are shown before the end.</summary>
    private const int Shown = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_unit_is_lost_or_doubled_whatever_fails_on_the_way(int seed) => Assert.Null(await BrokenAsync(seed, Steps));

    [Fact]
    public async Task A_seed_replays_exactly()
    {
        var first = await Simulation.RunAsync(7, Steps);
        var second = await Simulation.RunAsync(7, Steps);
        Assert.Equal(first.Log, second.Log);
    }

    [Fact(Explicit = true)]
    public async Task No_unit_is_lost_or_doubled_over_many_seeds()
    {
        var (count, first, steps) = (Setting(SeedsVariable, 100), Setting(FirstVariable, 1), Setting(StepsVariable, Steps));
        var (broken, faults) = (new List<string>(), new SortedDictionary<string, int>(StringComparer.Ordinal));
        for (var seed = first; seed < first + count; seed++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var outcome = await Simulation.RunAsync(seed, steps);
            output.WriteLine($"seed {seed} {watch.ElapsedMilliseconds} ms {outcome.Log.Count} lines");
            foreach (var (kind, times) in outcome.Faults)
            {
                faults[kind] = faults.GetValueOrDefault(kind) + times;
            }
            if (outcome.Broken is { } what)
            {
                broken.Add($"Seed {seed}: {what}");
                output.WriteLine(string.Join(Environment.NewLine, outcome.Log.TakeLast(Shown)));
            }
        }
        output.WriteLine($"{count} seeds from {first}, {steps} steps each, {broken.Count} broken.");
        output.WriteLine(string.Join(Environment.NewLine, faults.Select(f => $"{f.Key}: {f.Value}")));
        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    private async Task<string?> BrokenAsync(int seed, int steps)
    {
        var outcome = await Simulation.RunAsync(seed, steps);
        if (outcome.Broken is not null)
        {
            output.WriteLine(string.Join(Environment.NewLine, outcome.Log.TakeLast(Shown)));
        }
        return outcome.Broken;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
