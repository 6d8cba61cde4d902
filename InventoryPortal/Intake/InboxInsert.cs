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
            if (seen.Add((item.ChannelId, item.EventKey)))
            {
                answers[i] = Acceptance.Stored;
                db.InboundEvents.Add(Row(
                    item.ChannelId, item.EventKey, item.Topic, item.SubjectId, item.Body, item.ReceivedAt, InboundStatus.Pending, null, item.HeadersJson));
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

    private static async Task<HashSet<(long, string)>> KnownAsync(PortalDbContext db, IReadOnlyList<InboxItem> items, CancellationToken cancellationToken)
    {
        var known = new HashSet<(long, string)>();
        foreach (var channel in items.GroupBy(i => i.ChannelId, i => i.EventKey))
        {
            var keys = channel.Distinct().ToList();
            foreach (var key in await db.InboundEvents.AsNoTracking()
                .Where(e => e.ChannelId == channel.Key && keys.Contains(e.EventKey)).Select(e => e.EventKey).ToListAsync(cancellationToken))
            {
                known.Add((channel.Key, key));
            }
        }
        return known;
    }
}
