using System.Globalization;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// Sees to it that a slot is worked once, however many nodes there are: a row per name with the last slot done and a lease on the
/// one under way. A crash leaves the lease; when it lapses another node takes the slot.
/// </summary>
public sealed class SlotStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Of the rows of slots among the cursors.</summary>
    internal const string Prefix = "slot:";

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>
    /// Works the slot if nobody has yet or does now. Work that throws leaves the lease: when it lapses the slot is worked again.
    /// </summary>
    public async Task RunAsync(
        string name, DateTimeOffset slot, TimeSpan lease, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (await TryTakeAsync(name, slot, lease, cancellationToken))
        {
            await work(cancellationToken);
            await CompleteAsync(name, slot, cancellationToken);
        }
    }

    /// <summary>Takes the slot for <paramref name="lease"/>; false when it is done, under way elsewhere, or lost to another node.</summary>
    public async Task<bool> TryTakeAsync(string name, DateTimeOffset slot, TimeSpan lease, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync((db, token) => TryTakeAsync(db, name, slot, lease, token), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Two nodes that make the row at once: one has it, the other looks again next time.
            if (await database.ClassifyAsync(e, cancellationToken) == DbFault.Duplicate)
            {
                return false;
            }
            throw;
        }
    }

    /// <summary>Records that the slot is done; its lease ends.</summary>
    public Task CompleteAsync(string name, DateTimeOffset slot, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Cursors.AsTracking().SingleAsync(c => c.Name == Prefix + name, token);
                row.Value = Text(slot);
                row.LeaseUntil = null;
                row.UpdatedAt = clock.GetUtcNow();
            },
            cancellationToken);

    /// <summary>The row of a name; null before the first slot.</summary>
    internal static Task<CursorRow?> FindAsync(PortalDbContext db, string name, CancellationToken cancellationToken) =>
        db.Cursors.AsNoTracking().SingleOrDefaultAsync(c => c.Name == Prefix + name, cancellationToken);

    /// <summary>The rows of several names, by name.</summary>
    internal static async Task<IReadOnlyDictionary<string, CursorRow>> ListAsync(PortalDbContext db, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var keys = names.Select(n => Prefix + n).ToList();
        var rows = await db.Cursors.AsNoTracking().Where(c => keys.Contains(c.Name)).ToListAsync(cancellationToken);
        return rows.ToDictionary(c => c.Name[Prefix.Length..], StringComparer.Ordinal);
    }

    /// <summary>Sets the lease of a row that was read before, within the caller's transaction; false when another node was quicker.</summary>
    internal static async Task<bool> LeaseAsync(
        PortalDbContext db, string name, CursorRow? read, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (read is null)
        {
            db.Cursors.Add(new CursorRow { Name = Prefix + name, Value = "", UpdatedAt = now, LeaseUntil = until });
            return true;
        }
        // Conditional on what was read, so that of two nodes only one gets it.
        var (key, value, seen) = (read.Name, read.Value, read.LeaseUntil);
        return await db.Cursors
            .Where(c => c.Name == key && c.Value == value && c.LeaseUntil == seen)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.LeaseUntil, until).SetProperty(c => c.UpdatedAt, now), cancellationToken) == 1;
    }

    /// <summary>Ends a lease, within the caller's transaction; false when it is another's by now.</summary>
    /// <param name="done">The last slot done; null leaves it as it is.</param>
    /// <param name="notBefore">The name is not taken again before; null for at once.</param>
    internal static async Task<bool> EndLeaseAsync(
        PortalDbContext db, string name, DateTimeOffset lease, DateTimeOffset? done, DateTimeOffset? notBefore, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ours = db.Cursors.Where(c => c.Name == Prefix + name && c.LeaseUntil == lease);
        var value = done is { } slot ? Text(slot) : null;
        return await ours.ExecuteUpdateAsync(
            s => s.SetProperty(c => c.Value, c => value ?? c.Value).SetProperty(c => c.LeaseUntil, notBefore).SetProperty(c => c.UpdatedAt, now), cancellationToken) == 1;
    }

    /// <summary>Notes a slot as done that was not worked, within the caller's transaction; a later one that is done stays.</summary>
    internal static async Task AdoptAsync(PortalDbContext db, string name, DateTimeOffset slot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Cursors.AsTracking().SingleOrDefaultAsync(c => c.Name == Prefix + name, cancellationToken) is not { } row)
        {
            db.Cursors.Add(new CursorRow { Name = Prefix + name, Value = Text(slot), UpdatedAt = now });
        }
        else if (string.CompareOrdinal(row.Value, Text(slot)) < 0)
        {
            (row.Value, row.UpdatedAt) = (Text(slot), now);
        }
    }

    /// <summary>The last slot done; null when none is.</summary>
    internal static DateTimeOffset? DoneOf(CursorRow? row) =>
        DateTimeOffset.TryParseExact(row?.Value, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var slot) ? slot : null;

    private async Task<bool> TryTakeAsync(PortalDbContext db, string name, DateTimeOffset slot, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var row = await FindAsync(db, name, cancellationToken);
        return !(row?.LeaseUntil > now)
            && (row is null || string.CompareOrdinal(row.Value, Text(slot)) < 0)
            && await LeaseAsync(db, name, row, now + lease, now, cancellationToken);
    }

    // Sorts as text as it does as an instant.
    private static string Text(DateTimeOffset slot) => slot.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
