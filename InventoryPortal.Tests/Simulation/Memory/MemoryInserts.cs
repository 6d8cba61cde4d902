using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>How the rows that a group of the ledger adds get into the tables in memory.</summary>
internal static class MemoryInserts
{
    /// <summary>Gives rows the ids that the tables would; a transaction that is dropped gives them back.</summary>
    public static void Number(this MemoryTables tables, LedgerWrites writes)
    {
        for (var i = 0; i < writes.Movements.Count; i++)
        {
            writes.Movements[i].Id = tables.Movements.NextId + i;
        }
        for (var i = 0; i < writes.OrderLines.Count; i++)
        {
            writes.OrderLines[i].Id = tables.Lines.NextId + i;
        }
        for (var i = 0; i < writes.Reservations.Count; i++)
        {
            writes.Reservations[i].Id = tables.Reservations.NextId + i;
        }
    }

    public static bool HasAnyKeyOf(this MemoryTables tables, LedgerWrites writes) =>
        writes.Movements.Exists(m => tables.HasMovement(m.IdempotencyKey))
        || writes.Answers.Exists(a => tables.Answers.ContainsKey(a.Scope))
        || writes.OrderLines.Exists(l =>
            tables.LinesOfOrder.TryGetValue((l.ChannelId, l.OrderId), out var known) && known.Exists(id => tables.Lines[id].LineId == l.LineId));

    public static void Insert(this MemoryTables tables, LedgerWrites writes, DateTimeOffset now)
    {
        // Another transaction may have taken the numbers meanwhile.
        tables.Number(writes);
        writes.Movements.ForEach(tables.Add);
        writes.OrderLines.ForEach(tables.Add);
        foreach (var reservation in writes.Reservations)
        {
            tables.Reservations.Add(reservation);
            tables.ChangedReservations.Add(reservation);
        }
        writes.Answers.ForEach(a => tables.Answers[a.Scope] = a);
        foreach (var (id, reason) in writes.EndedEvents)
        {
            tables.Inbox.End(id, reason, now);
        }
    }
}
