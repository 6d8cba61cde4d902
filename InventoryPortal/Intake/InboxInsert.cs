using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>Stores a group of deliveries in the caller's transaction.</summary>
internal static class InboxInsert
{
    public static async Task<IReadOnlyList<Acceptance>> RunAsync(PortalDbContext db, IReadOnlyList<InboxItem> items, CancellationToken cancellationToken)
    {
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
                db.InboundEvents.Add(Row(
                    item.ChannelId, storedKey, item.Topic, item.SubjectId, item.Body, item.ReceivedAt, InboundStatus.Pending, null, item.HeadersJson));
                continue;
            }
            answers[i] = Acceptance.Duplicate;
            if (item.IsWebhook)
            {
                // Kept without its body, so that people see the redelivery; a poll's overlap is no news.
                var trace = $"duplicate:{Guid.CreateVersion7():N}";
                db.InboundEvents.Add(Row(item.ChannelId, trace, item.Topic, item.SubjectId, [], item.ReceivedAt, InboundStatus.Duplicate, "Delivered before."));
            }
        }
        foreach (var channel in items.Where(i => i.IsWebhook).GroupBy(i => i.ChannelId))
        {
            var at = channel.Max(i => i.ReceivedAt);
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
            var keys = channel.Distinct().ToList();
            foreach (var found in await db.InboundEvents.AsNoTracking()
                .Where(e => e.ChannelId == channel.Key && keys.Contains(e.EventKey)).Select(e => new { e.EventKey, e.Id }).ToListAsync(cancellationToken))
            {
                known.Add((channel.Key, found.EventKey), found.Id);
            }
        }
        return known;
    }
}
