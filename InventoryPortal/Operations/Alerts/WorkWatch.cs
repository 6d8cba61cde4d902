using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Ends the incidents of dead work once none is dead any more: whoever revives a listing or an event knows nothing of the others.</summary>
public sealed class WorkWatch(PortalDatabase database, AlertStore alerts)
{
    // As the stages that give up name their causes.
    private const string Listings = "listings of ";
    private const string Inbox = "inbox of channel ";

    /// <summary>Open incidents looked at; one per channel and sort of work.</summary>
    private const int MaxOpen = 2_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var over = await database.ReadAsync(
            async (db, token) =>
            {
                var open = await db.Alerts
                    .Where(a => a.OpenKey != null && a.Kind == AlertKind.DeadWork && a.ChannelId != null && (a.Subject.StartsWith(Listings) || a.Subject.StartsWith(Inbox)))
                    .OrderBy(a => a.Id).Take(MaxOpen).ToListAsync(token);
                var dead = new List<AlertRow>();
                foreach (var alert in open)
                {
                    if (!await HoldsAsync(db, alert, token))
                    {
                        dead.Add(alert);
                    }
                }
                return dead;
            },
            cancellationToken);
        await alerts.RecordAsync([.. over.Select(a => new AlertFinding(a.Kind, a.Subject, "", null, a.ChannelId, Holds: false))], cancellationToken);
    }

    private static Task<bool> HoldsAsync(PortalDbContext db, AlertRow alert, CancellationToken cancellationToken) =>
        alert.Subject.StartsWith(Listings, StringComparison.Ordinal)
            ? db.Listings.AnyAsync(l => l.ChannelId == alert.ChannelId && l.IsDead, cancellationToken)
            : db.InboundEvents.AnyAsync(e => e.ChannelId == alert.ChannelId && e.Status == InboundStatus.Dead, cancellationToken);
}
