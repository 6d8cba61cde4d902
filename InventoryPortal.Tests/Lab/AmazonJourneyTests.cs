using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Lab;

/// <summary>A seller's account at Amazon: one change at a call, confirmed by reading later, orders by polling.</summary>
public sealed class AmazonJourneyTests() : KindJourney(ChannelKind.Amazon, "amazon")
{
    /// <summary>Only through the seller's own queue at AWS, which this account has not.</summary>
    protected override bool Tells => false;

    protected override int FewestCalls(IReadOnlyList<ListingRow> listings) => listings.Count;
}
