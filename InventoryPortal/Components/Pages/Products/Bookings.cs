using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Ledger;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>The one place that tells a person what was booked, with its way back.</summary>
internal static class Bookings
{
    /// <summary>Tells of an answer that is no refusal.</summary>
    public static void Tell(PortalSession session, UndoStore undos, IStringLocalizer text, CommandAnswer<MovementResult> answer)
    {
        if (answer is CommandAnswer<MovementResult>.Done { Value: { Delta: not 0 } booked })
        {
            session.OfferUndo(text["Booked", booked.OnHandAfter], undo => undos.UndoAsync(undo, booked.Id, note: null, CancellationToken.None));
        }
        else
        {
            session.Say(text[answer is CommandAnswer<MovementResult>.Done ? "BookedNothing" : "BookedBefore"]);
        }
    }
}
