using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Ledger;

/// <summary>The evidence of an oversell, taken in the transaction that records it.</summary>
internal static class OversellRecord
{
    public static OversellRow Of(MovementRow movement, int availableBefore, MovementCause cause)
    {
        var listing = cause.Listing;
        return new OversellRow
        {
            ProductId = movement.ProductId,
            MovementKey = movement.IdempotencyKey,
            ChannelId = movement.ChannelId,
            ListingId = listing?.Id,
            Reference = movement.Reference,
            Units = movement.ReservedDelta - movement.Delta,
            AvailableBefore = availableBefore,
            AvailableAfter = movement.OnHandAfter - movement.ReservedAfter,
            Heard = movement.CauseType == OrderWork.CauseType ? HeardBy.Event : HeardBy.Hand,
            Mode = listing?.Mode,
            WasSteered = listing is { LinkState: LinkState.Linked, SyncEnabled: true, Confirmed: not null } && listing.ProductId == movement.ProductId,
            ShownAfter = listing?.Shown,
            OpenUpTo = listing?.InFlight,
            ConfirmedAt = listing?.ConfirmedAt,
            OccurredAt = movement.OccurredAt < movement.RecordedAt ? movement.OccurredAt : movement.RecordedAt,
            RecordedAt = movement.RecordedAt,
        };
    }
}
