using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>One row of the inbox, for people and scripts.</summary>
public sealed record InboxItemView(
    long Id,
    string Channel,
    string Topic,
    string? SubjectId,
    string Status,
    int Attempts,
    string? Reason,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? HandledAt);

/// <summary>A page of the inbox, newest first.</summary>
public sealed record InboxPage(IReadOnlyList<InboxItemView> Items, int Page, int PageSize, int Total);

/// <summary>Reads of the inbox.</summary>
public sealed class InboxQueries(PortalDatabase database)
{
    /// <summary>Statuses by the word that people and scripts use.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["pending", "done", "dead", "duplicate", "rejected"];

    /// <param name="status">One of <see cref="Statuses"/>, or null for all.</param>
    /// <param name="channels">Channel keys that the reader is limited to; null for all.</param>
    public Task<InboxPage> ListAsync(string? channelKey, string? status, IReadOnlySet<string>? channels, int page, int pageSize, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var query = from e in db.InboundEvents join c in db.Channels on e.ChannelId equals c.Id select new { Event = e, c.Key };
                if (channelKey is not null)
                {
                    query = query.Where(x => x.Key == channelKey);
                }
                if (channels?.ToList() is { } allowed)
                {
                    query = query.Where(x => allowed.Contains(x.Key));
                }
                if (status is not null && Enum.TryParse<InboundStatus>(status, ignoreCase: true, out var wanted))
                {
                    query = query.Where(x => x.Event.Status == wanted);
                }
                var total = await query.CountAsync(token);
                var rows = await query.OrderByDescending(x => x.Event.Id).Skip((page - 1) * pageSize).Take(pageSize)
                    .Select(x => new { x.Event.Id, x.Key, x.Event.Topic, x.Event.SubjectId, x.Event.Status, x.Event.Attempts, x.Event.Reason, x.Event.ReceivedAt, x.Event.HandledAt })
                    .ToListAsync(token);
                var items = rows.Select(r => new InboxItemView(
                    r.Id, r.Key, r.Topic, r.SubjectId, r.Status.ToString().ToLowerInvariant(), r.Attempts, r.Reason, r.ReceivedAt, r.HandledAt)).ToList();
                return new InboxPage(items, page, pageSize, total);
            },
            cancellationToken);
}
