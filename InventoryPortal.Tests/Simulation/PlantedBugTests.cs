using InventoryPortal.Tests.Simulation.Memory;
using Xunit;

namespace InventoryPortal.Tests.Simulation;

/// <summary>A simulation that cannot find a bug proves nothing: each rule, left out alone, is missed by an invariant within a few seeds.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    /// <summary>Seeds within which a bug must be found.</summary>
    private const int MaxSeeds = 20;

    private const int Steps = 600;

    [Fact]
    public Task A_unique_key_left_out_moves_stock_twice_for_one_request() => IsFoundAsync(PlantedBug.NoUniqueKey, "I4");

    [Fact]
    public Task A_conditional_update_left_out_loses_a_movement() => IsFoundAsync(PlantedBug.NoConditionalUpdate, "I1");

    [Fact]
    public Task A_fencing_check_left_out_lets_a_late_sender_end_the_lease_of_another() => IsFoundAsync(PlantedBug.NoFencingCheck, "I8");

    [Fact]
    public Task An_echo_taken_for_a_movement_brings_up_units_that_nobody_moved() => IsFoundAsync(PlantedBug.NoEchoRule, "I13");

    [Fact]
    public Task An_exposure_rule_left_out_offers_a_unit_twice() => IsFoundAsync(PlantedBug.NoExposureRule, "I14");

    [Fact]
    public Task A_write_forgotten_before_it_is_shown_counts_as_settled() => IsFoundAsync(PlantedBug.NoPendingRule, "I9", maxSeeds: 400);

    private async Task IsFoundAsync(PlantedBug planted, string invariant, int maxSeeds = MaxSeeds)
    {
        for (var seed = 1; seed <= maxSeeds; seed++)
        {
            var setting = new SimulationSetting(SimulationTier.Memory, seed, Steps, IsLogging: false);
            var clean = await Simulation.RunAsync(setting);
            Assert.True(clean.Broken is null, $"Seed {seed} without a planted bug: {clean.Broken}");
            if ((await Simulation.RunAsync(setting with { Planted = planted })).Broken is { } broken)
            {
                output.WriteLine($"Seed {seed}: {broken}");
                Assert.Contains($"{invariant}: ", broken, StringComparison.Ordinal);
                return;
            }
        }
        Assert.Fail($"{planted} was not found in {maxSeeds} seeds of {Steps} steps.");
    }
}
