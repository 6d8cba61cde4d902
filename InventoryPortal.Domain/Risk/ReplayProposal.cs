using InventoryPortal.Domain.Allocation;

namespace InventoryPortal.Domain.Risk;

/// <summary>Rules to be tried in a replay; what is left out stays as it is.</summary>
/// <param name="Weights">Weight by channel.</param>
/// <param name="Modes">How listings get their quantity, by channel.</param>
/// <param name="Caps">Units a listing shows at most, by channel.</param>
/// <param name="Buffer">Units held back of each product; null keeps each product's own.</param>
public sealed record ReplayProposal(
    IReadOnlyDictionary<long, int> Weights, IReadOnlyDictionary<long, ListingMode> Modes, IReadOnlyDictionary<long, int> Caps, int? Buffer)
{
    /// <summary>Today's rules.</summary>
    public static readonly ReplayProposal None = new(
        new Dictionary<long, int>(), new Dictionary<long, ListingMode>(), new Dictionary<long, int>(), null);

    /// <summary>One listing's rules under the proposal. A listing that is off, or of fixed quantity, stays so.</summary>
    public AllocationInput Of(in AllocationInput rules, long channelId)
    {
        var steerable = rules.Mode is ListingMode.Split or ListingMode.Shared;
        return rules with
        {
            Weight = Weights.TryGetValue(channelId, out var weight) ? weight : rules.Weight,
            Mode = steerable && Modes.TryGetValue(channelId, out var mode) ? mode : rules.Mode,
            Max = Caps.TryGetValue(channelId, out var cap) ? cap : rules.Max,
        };
    }
}
