using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;

namespace InventoryPortal.Access;

/// <summary>Tells a fault of the database's present state, which a caller may wait out, from a bug.</summary>
public sealed class StorageFaults(PortalDatabase database)
{
    /// <summary>The refusal to answer with, or null when the exception is a bug.</summary>
    public async Task<Refusal?> ExplainAsync(Exception exception, CancellationToken cancellationToken) =>
        await database.ClassifyAsync(exception, cancellationToken) switch
        {
            DbFault.Contention or DbFault.Stale or DbFault.Duplicate =>
                new Refusal(RefusalKind.Unavailable, "database_busy", "The database is busy; nothing was changed. Try again shortly."),
            DbFault.Full =>
                new Refusal(RefusalKind.Unavailable, "storage_full", "The database cannot be written; nothing was changed."),
            DbFault.Unreachable =>
                new Refusal(RefusalKind.Unavailable, "database_unreachable", "The database cannot be reached; nothing was changed."),
            _ => null,
        };
}
