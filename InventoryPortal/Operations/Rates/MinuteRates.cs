using InventoryPortal.Access;

namespace InventoryPortal.Operations.Rates;

/// <summary>What one channel did in each minute.</summary>
/// <param name="Channel">Its key; null for what belongs to no channel.</param>
/// <param name="Name">For people; null with <paramref name="Channel"/>.</param>
/// <param name="PerMinute">One figure per minute, oldest first.</param>
public sealed record RateSeries(string? Channel, string? Name, IReadOnlyList<int> PerMinute);

/// <summary>The minutes up to now. The last one is not over yet.</summary>
/// <param name="From">Start of the first minute, UTC.</param>
/// <param name="Sold">Units sold.</param>
/// <param name="Pushed">Quantities that the channels took.</param>
/// <param name="Refused">Quantities that they refused or did not answer for.</param>
public sealed record MinuteRates(DateTimeOffset From, IReadOnlyList<RateSeries> Sold, IReadOnlyList<RateSeries> Pushed, IReadOnlyList<RateSeries> Refused)
{
    /// <summary><see cref="Refused"/>, all channels together.</summary>
    public IReadOnlyList<int> NotTaken => [.. Enumerable.Range(0, RateQueries.Minutes).Select(minute => Refused.Sum(r => r.PerMinute[minute]))];

    /// <summary>What a reader sees who is limited to channels; null for all.</summary>
    public MinuteRates Within(IReadOnlySet<string>? scope) =>
        scope is null ? this : this with { Sold = Of(Sold, scope), Pushed = Of(Pushed, scope), Refused = Of(Refused, scope) };

    private static List<RateSeries> Of(IReadOnlyList<RateSeries> series, IReadOnlySet<string> scope) => [.. series.Where(s => ChannelScope.Holds(scope, s.Channel))];
}
