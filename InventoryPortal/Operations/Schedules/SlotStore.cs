using System.Globalization;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// Sees to it that a slot of a schedule is worked once, however many nodes there are: a row per schedule with the last slot
/// done and a lease on the one under way. A crash leaves the lease; when it lapses another node takes the slot.
/// </summary>
public sealed class SlotStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Of the rows of slots among the cursors.</summary>
    internal const string Prefix = "slot:";

    /// <summary>
    /// Works the slot if nobody has yet or does now. Work that throws leaves the lease: when it lapses the slot is worked again.
    /// </summary>
    public async Task RunAsync(
        string schedule, DateTimeOffset slot, TimeSpan lease, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (await TryTakeAsync(schedule, slot, lease, cancellationToken))
        {
            await work(cancellationToken);
            await CompleteAsync(schedule, slot, cancellationToken);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, for work that comes round every <paramref name="every"/>: its slot is the present one, counted from midnight UTC.</summary>
    public Task RunEveryAsync(string schedule, TimeSpan every, TimeSpan lease, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return RunAsync(schedule, new DateTimeOffset(now.UtcTicks - (now.UtcTicks % every.Ticks), TimeSpan.Zero), lease, work, cancellationToken);
    }

    /// <summary>Takes the slot for <paramref name="lease"/>; false when it is done, under way elsewhere, or lost to another node.</summary>
    public async Task<bool> TryTakeAsync(string schedule, DateTimeOffset slot, TimeSpan lease, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync((db, token) => TryTakeAsync(db, Prefix + schedule, slot, lease, token), cancellationToken);
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
    public Task CompleteAsync(string schedule, DateTimeOffset slot, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Cursors.AsTracking().SingleAsync(c => c.Name == Prefix + schedule, token);
                row.Value = Text(slot);
                row.LeaseUntil = null;
                row.UpdatedAt = clock.GetUtcNow();
            },
            cancellationToken);

    /// <summary>Gives the slot back after a failure: it may be taken again from <paramref name="notBefore"/>.</summary>
    public Task ReleaseAsync(string schedule, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (db, token) => db.Cursors.Where(c => c.Name == Prefix + schedule).ExecuteUpdateAsync(s => s.SetProperty(c => c.LeaseUntil, notBefore), token),
            cancellationToken);

    /// <summary>Marks a schedule that has never run as done up to <paramref name="slot"/>, so that a new portal does not begin with last night's work.</summary>
    public Task<bool> BeginAsync(string schedule, DateTimeOffset slot, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var name = Prefix + schedule;
                if (await db.Cursors.AnyAsync(c => c.Name == name, token))
                {
                    return false;
                }
                db.Cursors.Add(new CursorRow { Name = name, Value = Text(slot), UpdatedAt = clock.GetUtcNow() });
                return true;
            },
            cancellationToken);

    private async Task<bool> TryTakeAsync(PortalDbContext db, string name, DateTimeOffset slot, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var until = now + lease;
        var row = await db.Cursors.AsNoTracking().SingleOrDefaultAsync(c => c.Name == name, cancellationToken);
        if (row is null)
        {
            db.Cursors.Add(new CursorRow { Name = name, Value = "", UpdatedAt = now, LeaseUntil = until });
            return true;
        }
        if (row.LeaseUntil > now || string.CompareOrdinal(row.Value, Text(slot)) >= 0)
        {
            return false;
        }
        // Conditional on what was read, so that of two nodes only one gets it.
        var seen = row.LeaseUntil;
        return await db.Cursors
            .Where(c => c.Name == name && c.Value == row.Value && c.LeaseUntil == seen)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.LeaseUntil, until).SetProperty(c => c.UpdatedAt, now), cancellationToken) == 1;
    }

    // Sorts as text as it does as an instant.
    private static string Text(DateTimeOffset slot) => slot.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
