namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>One rule left out, to see that the invariants miss it. Only the tables in memory and what stands around them know these.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>The tables take a second row under a unique key.</summary>
    NoUniqueKey,

    /// <summary>The tables write over a row that was changed since it was read.</summary>
    NoConditionalUpdate,

    /// <summary>A sender whose lease was taken over is believed.</summary>
    NoFencingCheck,

    /// <summary>A store's stock number is taken for a movement.</summary>
    NoEchoRule,

    /// <summary>A listing is raised whatever the others may still sell.</summary>
    NoExposureRule,

    /// <summary>A write that a store took and does not show yet is reckoned with no longer.</summary>
    NoPendingRule,
}
