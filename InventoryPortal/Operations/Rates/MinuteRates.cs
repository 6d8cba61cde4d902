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
/// <param name="NotTaken">Quantities that they refused or did not answer for, all channels together.</param>
public sealed record MinuteRates(DateTimeOffset From, IReadOnlyList<RateSeries> Sold, IReadOnlyList<RateSeries> Pushed, IReadOnlyList<int> NotTaken);
