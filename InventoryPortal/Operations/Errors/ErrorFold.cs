using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Errors;

/// <summary>What a batch becomes: rows to add, and what to add to a row that stands for several already.</summary>
internal sealed record FoldedBatch(IReadOnlyList<ErrorLogRow> Rows, IReadOnlyList<FoldedMore> More);

/// <summary>More errors for a row that is kept.</summary>
internal sealed record FoldedMore(long RowId, int Times, DateTimeOffset LastAt);

/// <summary>
/// Keeps the table small in a flood and its counts whole: the first few errors of a cause in a minute are kept one by one, and one
/// row stands for all others of that minute. For one loop alone; what it remembers is only how to be brief.
/// </summary>
internal sealed class ErrorFold
{
    /// <summary>Errors of one cause, type and severity that a minute keeps one by one: enough to see whether they differ.</summary>
    public const int Singles = 5;

    private readonly Dictionary<Sort, Slot> _slots = [];

    /// <summary>What to write for these errors. Nothing is remembered before <see cref="Written"/>.</summary>
    public FoldedBatch Plan(IReadOnlyList<CausedError> errors)
    {
        var rows = new List<ErrorLogRow>();
        var more = new List<FoldedMore>();
        foreach (var group in errors.GroupBy(e => new Sort(e.Cause.Key, e.Entry.Type, e.Entry.Severity.Word(), Minute(e.Entry.At))))
        {
            var known = _slots.GetValueOrDefault(group.Key);
            var singles = group.Take(known is { IsFull: true } ? 0 : Singles - (known?.Kept ?? 0)).ToList();
            rows.AddRange(singles.Select(e => Row(e, e.Entry.Times, null)));
            var rest = group.Skip(singles.Count).ToList();
            if (rest.Count == 0)
            {
                continue;
            }
            var (times, last) = (rest.Sum(e => e.Entry.Times), rest.Max(e => e.Entry.At));
            if (known?.RowId is { } id)
            {
                more.Add(new FoldedMore(id, times, last));
            }
            else
            {
                rows.Add(Row(rest[0], times, last));
            }
        }
        return new FoldedBatch(rows, more);
    }

    /// <summary>The batch is in the table: its rows have their ids.</summary>
    public void Written(FoldedBatch batch, DateTimeOffset now)
    {
        foreach (var row in batch.Rows)
        {
            var sort = new Sort(row.Cause!, row.Type, row.Severity, Minute(row.At));
            var slot = _slots.TryGetValue(sort, out var known) ? known : _slots[sort] = new Slot();
            (slot.Kept, slot.RowId) = row.LastAt is null ? (slot.Kept + 1, slot.RowId) : (slot.Kept, row.Id);
        }
        foreach (var old in _slots.Keys.Where(s => s.Minute < Minute(now) - 1).ToList())
        {
            _slots.Remove(old);
        }
    }

    private static long Minute(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMinute;

    private static ErrorLogRow Row(CausedError error, int times, DateTimeOffset? last)
    {
        var entry = error.Entry;
        return new ErrorLogRow
        {
            Type = entry.Type, Message = entry.Message, Context = entry.Context, Severity = entry.Severity.Word(), TraceId = entry.TraceId,
            At = entry.At, Cause = error.Cause.Key, Times = times, LastAt = last,
        };
    }

    private sealed record Sort(string Cause, string Type, string Severity, long Minute);

    private sealed class Slot
    {
        public int Kept { get; set; }

        /// <summary>The row that stands for the rest.</summary>
        public long? RowId { get; set; }

        public bool IsFull => Kept >= Singles;
    }
}
