using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Persistence.Providers;

/// <summary>What a database fault means to the caller. A closed set.</summary>
public enum DbFault
{
    /// <summary>A unique key exists already: somebody did it before.</summary>
    Duplicate,

    /// <summary>Deadlock victim, lock time-out, busy: the same work may succeed when tried again.</summary>
    Contention,

    /// <summary>A concurrency token no longer matched.</summary>
    Stale,

    /// <summary>The disk or the database is full, or it is read-only.</summary>
    Full,

    /// <summary>The database cannot be reached.</summary>
    Unreachable,

    /// <summary>Anything else: a bug or a damaged file.</summary>
    Other,
}

/// <summary>What differs between the providers, named by purpose.</summary>
public abstract class ProviderDialect
{
    /// <summary>
    /// Begins a write transaction that holds the write lock from its first statement (SQLite) or relies on row locks (SQL Server).
    /// Throws <see cref="DatabaseBusyException"/> when the lock is not had in time.
    /// </summary>
    public abstract Task<WriteTransaction> BeginWriteAsync(PortalDbContext db, CancellationToken cancellationToken);

    /// <summary>Locks the product rows until the transaction ends. Callers pass ids in ascending order, so that two of them never wait for each other.</summary>
    public abstract Task LockProductsAsync(PortalDbContext db, IReadOnlyCollection<long> ascendingIds, CancellationToken cancellationToken);

    /// <summary>Whether rows are locked one by one, after the transaction began; else all of the database is the writer's from its start.</summary>
    public abstract bool LocksRows { get; }

    /// <summary>Parameters that one statement may have.</summary>
    public abstract int MaxParameters { get; }

    /// <summary>Rows that one command best writes when there are many.</summary>
    public abstract int RowsPerStatement { get; }

    /// <summary>A statement of one row in the context's transaction, bound by place; null where a command of many rows is the better way.</summary>
    internal virtual RowStatement? Prepare(PortalDbContext db, string sql) => null;

    /// <summary>What makes a command tell how many rows it changed, whatever the server's own settings say.</summary>
    public abstract string CountingRows { get; }

    /// <summary>A name as this provider's SQL writes it.</summary>
    public abstract string Quote(string name);

    /// <summary>What makes an INSERT give back each new row's id and another of its columns: before VALUES and at the end.</summary>
    public abstract (string BeforeValues, string AtEnd) ReturnedIds(string idColumn, string keyColumn);

    /// <summary>What a fault of this provider means.</summary>
    protected abstract DbFault ClassifyProvider(Exception exception);

    /// <summary>What a fault means, whatever EF Core wrapped around it.</summary>
    public DbFault Classify(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case DatabaseBusyException:
                    return DbFault.Contention;
                case DbUpdateConcurrencyException:
                    return DbFault.Stale;
            }
            var fault = ClassifyProvider(e);
            if (fault != DbFault.Other)
            {
                return fault;
            }
        }
        return DbFault.Other;
    }
}

/// <summary>The write lock was not had in time. Nothing was written; the caller may try again.</summary>
public sealed class DatabaseBusyException(string message, Exception? inner = null) : Exception(message, inner);
