using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>Stores a group of deliveries in the caller's transaction.</summary>
internal static class InboxInsert
{
    private static readonly ModelQueries<KnownQuery> Known = new(() => new KnownQuery());

    /// <summary>Stores them and says of each what became of it.</summary>
    /// <param name="tells">Whether a channel's last event is worth writing down once more.</param>
    public static async Task<IReadOnlyList<Acceptance>> RunAsync(
        PortalDbContext db, IReadOnlyList<InboxItem> items, Func<long, DateTimeOffset, bool> tells, CancellationToken cancellationToken)
    {
        var rows = new List<InboundEventRow>(items.Count);
        var seen = await KnownAsync(db, items, cancellationToken);
        var answers = new Acceptance[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var key = (item.ChannelId, item.EventKey);
            var isNew = !seen.TryGetValue(key, out var original);
            if (isNew || (original > 0 && await WasOvertakenAsync(db, item, original, cancellationToken)))
            {
                seen[key] = 0;
                answers[i] = Acceptance.Stored;
                var storedKey = isNew ? item.EventKey : $"again:{Guid.CreateVersion7():N}";
                rows.Add(Row(
                    item.ChannelId, storedKey, item.Topic, item.SubjectId, item.Body, item.ReceivedAt, InboundStatus.Pending, null, item.HeadersJson));
                continue;
            }
            answers[i] = Acceptance.Duplicate;
            if (item.IsWebhook)
            {
                // Kept without its body, so that people see the redelivery; a poll's overlap is no news.
                var trace = InboxRules.DuplicateKey(original);
                rows.Add(Row(item.ChannelId, trace, item.Topic, item.SubjectId, [], item.ReceivedAt, InboundStatus.Duplicate, "Delivered before."));
            }
        }
        await RowInsert.InsertAsync(db, rows, cancellationToken);
        foreach (var channel in items.Where(i => i.IsWebhook).GroupBy(i => i.ChannelId))
        {
            var at = channel.Max(i => i.ReceivedAt);
            if (!tells(channel.Key, at))
            {
                continue;
            }
            await db.Channels.Where(c => c.Id == channel.Key).ExecuteUpdateAsync(s => s.SetProperty(c => c.LastEventAt, at), cancellationToken);
        }
        return answers;
    }

    public static InboundEventRow Row(
        long channelId, string key, string topic, string? subject, byte[] body, DateTimeOffset at, InboundStatus status, string? reason, string? headers = null) =>
        new()
        {
            ChannelId = channelId,
            EventKey = key,
            Topic = topic,
            SubjectId = subject,
            Body = body,
            HeadersJson = headers,
            ReceivedAt = at,
            Status = status,
            Reason = reason,
            HandledAt = status == InboundStatus.Pending ? null : at,
        };

    /// <summary>
    /// Whether something else of the same order came since the original. An order edited to and fro within a second says the
    /// same twice and means it twice: it has to be looked at again, which changes nothing where it was a redelivery after all.
    /// </summary>
    private static Task<bool> WasOvertakenAsync(PortalDbContext db, InboxItem item, long original, CancellationToken cancellationToken) =>
        item is { IsWebhook: true, SubjectId: { } subject }
            ? db.InboundEvents.AnyAsync(
                e => e.ChannelId == item.ChannelId && e.SubjectId == subject && e.Id > original
                    && e.Status != InboundStatus.Duplicate && e.Status != InboundStatus.Rejected,
                cancellationToken)
            : Task.FromResult(false);

    /// <summary>Ids of the events that are here already, by channel and key.</summary>
    private static async Task<Dictionary<(long, string), long>> KnownAsync(PortalDbContext db, IReadOnlyList<InboxItem> items, CancellationToken cancellationToken)
    {
        var known = new Dictionary<(long, string), long>();
        foreach (var channel in items.GroupBy(i => i.ChannelId, i => i.EventKey))
        {
            await foreach (var found in Known.Of(db).ByKey(db, channel.Key, [.. channel.Distinct()]).WithCancellation(cancellationToken))
            {
                known.Add((channel.Key, found.EventKey), found.Id);
            }
        }
        return known;
    }

    /// <summary>Compiled once: it is asked before every group.</summary>
    private sealed class KnownQuery
    {
        public Func<PortalDbContext, long, IEnumerable<string>, IAsyncEnumerable<KnownEvent>> ByKey { get; } = EF.CompileAsyncQuery(
            (PortalDbContext db, long channelId, IEnumerable<string> keys) => db.InboundEvents
                .Where(e => e.ChannelId == channelId && keys.Contains(e.EventKey)).Select(e => new KnownEvent(e.EventKey, e.Id)));
    }

    private sealed record KnownEvent(string EventKey, long Id);
}
