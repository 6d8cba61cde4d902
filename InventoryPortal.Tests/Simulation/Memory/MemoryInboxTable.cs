using InventoryPortal.Intake;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>The inbox: events by id and by their unique key, those without an end at hand.</summary>
internal sealed class MemoryInboxTable
{
    private readonly Dictionary<(long ChannelId, string Key), long> _ids = [];
    private readonly Dictionary<(long ChannelId, string Subject), long> _newest = [];
    private readonly List<InboundEventRow> _pending = [];
    private long _lastId;

    public int PendingCount => _pending.Count;

    /// <summary>The first event that died or ended without a reason.</summary>
    public string? Broken { get; private set; }

    /// <summary>Events without an end, oldest first.</summary>
    public IReadOnlyList<InboundEventRow> Pending => _pending;

    public long? Find(long channelId, string key) => _ids.TryGetValue((channelId, key), out var id) ? id : null;

    /// <summary>Whether something else of the same subject came after this event.</summary>
    public bool WasOvertaken(long channelId, string subject, long id) => _newest.TryGetValue((channelId, subject), out var newest) && newest > id;

    public void Add(InboundEventRow row)
    {
        row.Id = ++_lastId;
        _ids.TryAdd((row.ChannelId, row.EventKey), row.Id);
        if (row.Status == InboundStatus.Pending)
        {
            _pending.Add(row);
            if (row.SubjectId is { } subject)
            {
                _newest[(row.ChannelId, subject)] = row.Id;
            }
        }
    }

    /// <summary>Ends an event as handled.</summary>
    public void End(long id, string reason, DateTimeOffset now)
    {
        if (_pending.Find(e => e.Id == id) is { } row)
        {
            InboxRules.End(row, InboundStatus.Done, reason, now);
            Saved(row);
        }
    }

    /// <summary>Notes a change of a row that may have ended it.</summary>
    public void Saved(InboundEventRow row)
    {
        if (row.Status != InboundStatus.Pending)
        {
            _pending.Remove(row);
            Broken ??= row.Status == InboundStatus.Dead || row.Reason is null ? $"Event {row.Id} ({row.Topic}) ended as {row.Status}: {row.Reason}" : null;
        }
    }
}
