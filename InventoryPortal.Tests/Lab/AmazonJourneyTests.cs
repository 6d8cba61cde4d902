using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Lab;

/// <summary>A seller's account at Amazon: one change at a call, confirmed by reading later, orders by polling.</summary>
public sealed class AmazonJourneyTests() : KindJourney(ChannelKind.Amazon, "amazon")
{
    protected override int FewestCalls(IReadOnlyList<ListingRow> listings) => listings.Count;
}
