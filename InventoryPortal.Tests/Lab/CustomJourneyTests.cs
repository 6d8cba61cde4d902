using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Lab;

/// <summary>The merchant's own site.</summary>
public sealed class CustomJourneyTests() : KindJourney(ChannelKind.Custom, "own-site")
{
    protected override int FewestCalls(IReadOnlyList<ListingRow> listings) => (listings.Count + 499) / 500;
}
