using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Persistence;

/// <summary>Ends an inbox row inside the transaction of its effect, without reading its body again.</summary>
public static class InboxEnding
{
    /// <summary>Marks the event as handled when the caller's transaction is saved.</summary>
    public static void MarkDone(PortalDbContext db, long eventId, string reason, DateTimeOffset now)
    {
        var row = new InboundEventRow { Id = eventId, EventKey = "", Topic = "", Body = [], Status = InboundStatus.Pending };
        db.InboundEvents.Attach(row);
        row.Status = InboundStatus.Done;
        row.Reason = reason.Length > Lengths.Error ? reason[..Lengths.Error] : reason;
        row.HandledAt = now;
        row.LeaseUntil = null;
        var entry = db.Entry(row);
        entry.Property(e => e.Status).IsModified = true;
        entry.Property(e => e.LeaseUntil).IsModified = true;
    }
}
