using InventoryPortal.Persistence;
using Microsoft.Extensions.Configuration;

namespace InventoryPortal.Tests.Simulation;

/// <summary>Fail-points that end one life of a simulated portal instead of the process.</summary>
internal sealed class SimulatedFailPoints() : FailPoints(Nothing)
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    /// <summary>Where the portal ends next; null for nowhere.</summary>
    public string? Armed { get; set; }

    /// <summary>The portal has ended: nothing of it may reach its tables any more.</summary>
    public bool IsDead { get; private set; }

    public override void Pass(string name)
    {
        if (IsDead || Armed == name)
        {
            IsDead = true;
            throw new SimulatedCrashException();
        }
    }

    /// <summary>Ends the portal between two steps.</summary>
    public void End() => IsDead = true;

    public void MustLive()
    {
        if (IsDead)
        {
            throw new SimulatedCrashException();
        }
    }
}

/// <summary>The process is gone.</summary>
internal sealed class SimulatedCrashException() : Exception("The simulated portal has ended.");
