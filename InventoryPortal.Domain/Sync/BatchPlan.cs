namespace InventoryPortal.Domain.Sync;

/// <summary>Splits work into the fewest calls a channel allows. Pure.</summary>
public static class BatchPlan
{
    /// <summary>
    /// Items that go to the same route travel together, at most <paramref name="maxPerCall"/> of them a call. Routes come in
    /// the order of their first item and items keep their order, so that what was put first is sent first.
    /// </summary>
    /// <param name="routeOf">Where an item has to go.</param>
    /// <param name="maxPerCall">The channel's own limit, at least 1.</param>
    public static IReadOnlyList<(string Route, IReadOnlyList<T> Items)> Split<T>(IReadOnlyList<T> items, Func<T, string> routeOf, int maxPerCall)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPerCall, 1);
        return [.. items.GroupBy(routeOf, StringComparer.Ordinal)
            .SelectMany(route => route.Chunk(maxPerCall).Select(chunk => (route.Key, (IReadOnlyList<T>)chunk)))];
    }
}
