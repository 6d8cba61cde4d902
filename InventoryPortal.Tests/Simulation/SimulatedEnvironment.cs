namespace InventoryPortal.Tests.Simulation;

/// <summary>What stands around a simulated portal and outlives its crashes: the clock, the chance and the way to the stores.</summary>
internal sealed class SimulatedEnvironment(SimulatedClock clock, Random random, SimulatedChannel channel)
{
    public SimulatedClock Clock { get; } = clock;

    public Random Random { get; } = random;

    public SimulatedChannel Channel { get; } = channel;

    /// <summary>The present life's.</summary>
    public SimulatedFailPoints FailPoints { get; private set; } = new();

    public void NewLife()
    {
        FailPoints.End();
        FailPoints = new SimulatedFailPoints();
    }
}
