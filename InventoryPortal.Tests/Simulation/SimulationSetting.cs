using InventoryPortal.Tests.Simulation.Memory;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What the portal's rows are kept in.</summary>
internal enum SimulationTier
{
    /// <summary>Tables in memory: for speed.</summary>
    Memory,

    /// <summary>The real stages on a file: for truth.</summary>
    Sqlite,
}

/// <summary>What one run is made of.</summary>
/// <param name="Planted">A rule to leave out; on tables in memory only.</param>
/// <param name="IsLogging">Whether the run says what it does; it does the same either way.</param>
internal sealed record SimulationSetting(SimulationTier Tier, int Seed, int Steps, PlantedBug Planted = PlantedBug.None, bool IsLogging = true);

/// <summary>What one run came to.</summary>
/// <param name="Broken">What did not hold; null when all did.</param>
/// <param name="Log">Every step, when the run was logged.</param>
/// <param name="Faults">How many of each.</param>
/// <param name="End">The rows at the end.</param>
internal sealed record SimulationOutcome(SimulationSetting Setting, string? Broken, IReadOnlyList<string> Log, IReadOnlyDictionary<string, int> Faults, string End);
