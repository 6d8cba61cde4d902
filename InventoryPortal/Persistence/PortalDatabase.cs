using InventoryPortal.Persistence.Providers;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence;

/// <summary>The one way to the tables: a context per operation, reads without tracking, writes in one transaction.</summary>
public sealed class PortalDatabase(IDbContextFactory<PortalDbContext> factory)
{
    /// <summary>Tries of one write: a deadlock victim or a busy file usually gets through at once.</summary>
    private const int MaxTries = 3;

    /// <summary>Runs a read on a context of its own; nothing is tracked.</summary>
    public async Task<T> ReadAsync<T>(Func<PortalDbContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(db, cancellationToken);
    }

    /// <summary>
    /// Runs a write in one transaction and commits it. The delegate may run again on a fresh context after contention, so it
    /// must have no effect but on the context. A crash before the commit leaves nothing; after it, everything.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<PortalDbContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            try
            {
                await using var transaction = await db.Dialect.BeginWriteAsync(db, cancellationToken);
                var result = await write(db, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (Exception e) when (attempt < MaxTries && db.Dialect.Classify(e) is DbFault.Contention or DbFault.Stale)
            {
                // Fresh context, same work.
            }
        }
    }

    /// <summary>As <see cref="WriteAsync{T}"/>, without a result.</summary>
    public Task WriteAsync(Func<PortalDbContext, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        WriteAsync(
            async (db, token) =>
            {
                await write(db, token);
                return true;
            },
            cancellationToken);

    /// <summary>What a fault of the configured provider means.</summary>
    public async Task<DbFault> ClassifyAsync(Exception exception, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return db.Dialect.Classify(exception);
    }
}
