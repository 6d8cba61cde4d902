namespace InventoryPortal.Domain.Values;

/// <summary>Bounds of every quantity of units.</summary>
public static class Quantities
{
    /// <summary>Largest quantity of one movement, rule or level, in units. Twice this still fits an <see cref="int"/>, so a sum of two never overflows.</summary>
    public const int Max = 1_000_000_000;

    /// <summary>Whether a level (which may be negative through a recorded oversell) is within bounds.</summary>
    public static bool IsLevel(long level) => level is >= -Max and <= Max;
}
