using System.Collections.Frozen;

namespace InventoryPortal.Domain.Monitoring;

/// <summary>What happens to an incident.</summary>
public enum AlertTrigger
{
    /// <summary>The cause holds (again).</summary>
    Raise,

    /// <summary>A person says: I know.</summary>
    Acknowledge,

    /// <summary>The cause is gone, or a person says so.</summary>
    Resolve,

    /// <summary>A person says: it is not seen to after all.</summary>
    Reopen,
}

/// <summary>What came of it. A closed set.</summary>
public abstract record AlertMove
{
    private AlertMove() { }

    /// <summary>A new incident, state open, count 1.</summary>
    public sealed record OpensIncident : AlertMove;

    /// <summary>The same incident once more: its state stays, its count and last instant go up.</summary>
    public sealed record CountsUp : AlertMove;

    /// <summary>The incident stands at <paramref name="To"/> now.</summary>
    public sealed record Moved(AlertState To) : AlertMove;

    /// <summary>It stands there already; nothing to write.</summary>
    public sealed record Unchanged : AlertMove;

    /// <summary>No such move; the incident stays as it is.</summary>
    public sealed record Illegal(AlertState? From, AlertTrigger Trigger) : AlertMove;
}

/// <summary>The one door through which an incident changes. One that is resolved comes back only by a person's hand: the same cause opens a new one.</summary>
public static class AlertTransitions
{
    private static readonly FrozenDictionary<(AlertState From, AlertTrigger Trigger), AlertMove> Table =
        new Dictionary<(AlertState, AlertTrigger), AlertMove>
        {
            [(AlertState.Open, AlertTrigger.Raise)] = new AlertMove.CountsUp(),
            [(AlertState.Open, AlertTrigger.Acknowledge)] = new AlertMove.Moved(AlertState.Acknowledged),
            [(AlertState.Open, AlertTrigger.Resolve)] = new AlertMove.Moved(AlertState.Resolved),
            [(AlertState.Acknowledged, AlertTrigger.Raise)] = new AlertMove.CountsUp(),
            [(AlertState.Acknowledged, AlertTrigger.Acknowledge)] = new AlertMove.Unchanged(),
            [(AlertState.Acknowledged, AlertTrigger.Resolve)] = new AlertMove.Moved(AlertState.Resolved),
            [(AlertState.Open, AlertTrigger.Reopen)] = new AlertMove.Unchanged(),
            [(AlertState.Acknowledged, AlertTrigger.Reopen)] = new AlertMove.Moved(AlertState.Open),
            [(AlertState.Resolved, AlertTrigger.Reopen)] = new AlertMove.Moved(AlertState.Open),
            [(AlertState.Resolved, AlertTrigger.Raise)] = new AlertMove.OpensIncident(),
            [(AlertState.Resolved, AlertTrigger.Resolve)] = new AlertMove.Unchanged(),
        }.ToFrozenDictionary();

    /// <summary>What <paramref name="trigger"/> does to the latest incident of a cause.</summary>
    /// <param name="from">Its state; null when the cause never had one.</param>
    /// <param name="trigger">What happens.</param>
    public static AlertMove TryMove(AlertState? from, AlertTrigger trigger) => from switch
    {
        null when trigger == AlertTrigger.Raise => new AlertMove.OpensIncident(),
        null when trigger == AlertTrigger.Resolve => new AlertMove.Unchanged(),
        { } state when Table.TryGetValue((state, trigger), out var move) => move,
        _ => new AlertMove.Illegal(from, trigger),
    };
}
