namespace InventoryPortal.Tests.Simulation;

/// <summary>What goes wrong with a call to a simulated store.</summary>
internal enum SimulatedFault
{
    None,
    LostBefore,
    LostAfter,
    LostHalfDone,
    Throttled,
    ServerError,
    HalfFailing,
    Rejected,
    Unauthorised,
    ShopperBetween,
    HangBefore,
    HangAfter,

    /// <summary>Taken and shown only later, or never.</summary>
    TakenForLater,
}

/// <summary>The faults to come, drawn from the seed, and how many of each there were.</summary>
internal sealed class SimulatedFaults(Random random)
{
    private static readonly SimulatedFault[] Pushes =
    [
        SimulatedFault.LostBefore, SimulatedFault.LostAfter, SimulatedFault.LostHalfDone, SimulatedFault.Throttled, SimulatedFault.ServerError,
        SimulatedFault.HalfFailing, SimulatedFault.HangBefore, SimulatedFault.HangAfter, SimulatedFault.ShopperBetween, SimulatedFault.ShopperBetween,
        SimulatedFault.TakenForLater, SimulatedFault.TakenForLater,
    ];

    private static readonly SimulatedFault[] Reads =
        [SimulatedFault.LostBefore, SimulatedFault.Throttled, SimulatedFault.ServerError, SimulatedFault.HangBefore, SimulatedFault.HangAfter, SimulatedFault.ShopperBetween];

    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>Percent of calls that go wrong; 0 once faults have stopped.</summary>
    public int Percent { get; set; } = 25;

    /// <summary>Whether a call may be left hanging: only where the simulation can go on without it.</summary>
    public bool MayHang { get; set; }

    public Random Random => random;

    public SimulatedFault NextPush() => random.Next(100) switch
    {
        0 when Percent > 0 => Count("push", SimulatedFault.Rejected),
        1 when Percent > 0 => Count("push", SimulatedFault.Unauthorised),
        var roll => Next("push", Pushes, roll),
    };

    public SimulatedFault NextRead(string what) => Next(what, Reads, random.Next(100));

    public SimulatedFault Count(string what, SimulatedFault fault)
    {
        Note($"{what} {fault}");
        return fault;
    }

    public void Note(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;

    private SimulatedFault Next(string what, SimulatedFault[] kinds, int roll)
    {
        if (roll >= Percent)
        {
            return SimulatedFault.None;
        }
        var fault = kinds[random.Next(kinds.Length)];
        return fault is SimulatedFault.HangBefore or SimulatedFault.HangAfter && !MayHang ? SimulatedFault.None : Count(what, fault);
    }
}
