using System.Collections.Concurrent;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Gaps;

/// <summary>How a channel is used to speak.</summary>
/// <param name="IsPolled">It never sent an event: its orders are read, and those count.</param>
/// <param name="Rates">Orders begun an hour for each hour of the week (<see cref="SilenceRule.SlotOf"/>); null while its history is too thin.</param>
public sealed record ChannelHabit(bool IsPolled, IReadOnlyList<double>? Rates);

/// <summary>Works out each channel's habit from the events on record, and keeps it for a while.</summary>
public sealed class HabitQueries(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Habits change over seasons; eight weeks show each hour of the week eight times.</summary>
    private static readonly TimeSpan HabitOf = TimeSpan.FromDays(56);

    /// <summary>A habit is worked out again after this.</summary>
    private static readonly TimeSpan HabitHolds = TimeSpan.FromHours(1);

    /// <summary>Events from which a habit is worked out, the newest: a busy channel's last days, in one read.</summary>
    private const int MaxEvents = 20_000;

    private readonly ConcurrentDictionary<long, (DateTimeOffset At, ChannelHabit Habit)> _habits = new();

    /// <summary>Newest order that reading found, by channel: only the first look of a process goes through what came before.</summary>
    private readonly ConcurrentDictionary<long, (long Id, DateTimeOffset At)> _read = new();

    /// <summary>When reading last found something new at a channel that tells nothing by itself; null when it never did.</summary>
    public async Task<DateTimeOffset?> LastReadAsync(long channelId, CancellationToken cancellationToken)
    {
        var known = _read.GetValueOrDefault(channelId);
        var newest = await database.ReadAsync(
            (db, token) => GapEvents.Spoken(db, channelId, isPolled: true).Where(e => e.Id > known.Id)
                .OrderByDescending(e => e.Id).Select(e => new { e.Id, e.ReceivedAt }).FirstOrDefaultAsync(token),
            cancellationToken);
        if (newest is not null)
        {
            _read[channelId] = known = (newest.Id, newest.ReceivedAt);
        }
        return known.Id == 0 ? null : known.At;
    }

    /// <param name="lastAt">When it spoke last: what comes later is the silence in question.</param>
    public async Task<ChannelHabit> FindAsync(long channelId, bool isPolled, DateTimeOffset lastAt, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_habits.TryGetValue(channelId, out var kept) && now - kept.At < HabitHolds && kept.Habit.IsPolled == isPolled)
        {
            return kept.Habit;
        }
        var since = now - HabitOf;
        var events = await database.ReadAsync(
            // Only what orders say: the echoes of an import come once and are no habit.
            (db, token) => GapEvents.Spoken(db, channelId, isPolled)
                .Where(e => e.ReceivedAt >= since && e.Status != InboundStatus.Duplicate && db.OrderLines.Any(o => o.ChannelId == e.ChannelId && o.OrderId == e.SubjectId))
                .OrderByDescending(e => e.Id).Take(MaxEvents).Select(e => new { e.SubjectId, e.ReceivedAt }).ToListAsync(token),
            cancellationToken);
        // One order speaks several times; what counts is that it began.
        var begun = events.GroupBy(e => e.SubjectId, StringComparer.Ordinal).Select(g => g.Min(e => e.ReceivedAt)).ToList();
        var habit = new ChannelHabit(isPolled, begun.Count == 0 ? null : SilenceRule.RatesOf(begun, begun.Min(), lastAt));
        _habits[channelId] = (now, habit);
        return habit;
    }
}

/// <summary>Events of the inbox as silences and gaps see them.</summary>
internal static class GapEvents
{
    /// <summary>What the channel itself told, by webhook or queue; of one that is only read, what reading found.</summary>
    public static IQueryable<InboundEventRow> Spoken(PortalDbContext db, long channelId, bool isPolled) =>
        db.InboundEvents.Where(e => e.ChannelId == channelId && (e.Topic == Topics.OrderPolled) == isPolled && e.Status != InboundStatus.Rejected);

    /// <summary>Events that may speak of an order: of what is listed, a channel tells numbers, and those are hints. A listing's id is the item's, or begins with it and a slash.</summary>
    public static IQueryable<InboundEventRow> OfOrders(PortalDbContext db, IQueryable<InboundEventRow> events) => events.Where(e =>
        e.SubjectId != null
        && !db.Listings.Any(l => l.ChannelId == e.ChannelId
            && (l.ExternalId == e.SubjectId || (l.ExternalId.CompareTo(e.SubjectId + "/") > 0 && l.ExternalId.CompareTo(e.SubjectId + AfterSlash) < 0))));

    /// <summary>The character after the slash: a range that an index finds, where a beginning would be compared with every listing.</summary>
    private const string AfterSlash = "0";
}
