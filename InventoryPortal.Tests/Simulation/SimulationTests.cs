using InventoryPortal.Tests.Simulation.Memory;
using Xunit;

namespace InventoryPortal.Tests.Simulation;

public sealed class SimulationTests(ITestOutputHelper output)
{
    /// <summary>Steps of a seed on tables in memory, and on a file, where a step costs a thousand times as much.</summary>
    internal const int MemorySteps = 1000;
    internal const int SqliteSteps = 120;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_unit_is_lost_or_doubled_whatever_fails_on_the_way(int seed) => await HoldsAsync(new(SimulationTier.Sqlite, seed, SqliteSteps));

    [Fact]
    public async Task No_unit_is_lost_or_doubled_over_a_hundred_seeds_in_memory()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            await HoldsAsync(new(SimulationTier.Memory, seed, MemorySteps, IsLogging: false));
        }
    }

    [Fact]
    public async Task A_seed_replays_exactly()
    {
        var first = await Simulation.RunAsync(new(SimulationTier.Sqlite, 7, SqliteSteps));
        var second = await Simulation.RunAsync(new(SimulationTier.Sqlite, 7, SqliteSteps));
        Assert.Equal(first.Log, second.Log);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_seed_comes_to_the_same_end_by_the_same_way_in_memory_and_on_a_file(int seed)
    {
        var memory = await Simulation.RunAsync(new(SimulationTier.Memory, seed, SqliteSteps));
        var file = await Simulation.RunAsync(new(SimulationTier.Sqlite, seed, SqliteSteps));
        Assert.Equal(file.Log, memory.Log);
        Assert.Equal(file.End, memory.End);
    }

    private async Task HoldsAsync(SimulationSetting setting)
    {
        var outcome = await Simulation.RunAsync(setting);
        if (outcome.Broken is { } broken)
        {
            outcome = await Simulation.RunAsync(setting with { IsLogging = true });
            output.WriteLine(string.Join(Environment.NewLine, outcome.Log.TakeLast(200)));
            Assert.Fail($"Seed {setting.Seed} of {setting.Steps} steps ({setting.Tier}): {broken}");
        }
    }
}
