using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Intake;

/// <summary>What was found about who sent it.</summary>
public enum InboxSignature
{
    /// <summary>The channel's own signature was good, or it was fetched from the channel's queue by our own sign-in.</summary>
    Genuine,

    /// <summary>It was not good; nothing of it was kept but the trace.</summary>
    Forged,

    /// <summary>We read it ourselves by polling: there is nothing to sign.</summary>
    Polled,
}

/// <summary>One row of the inbox, for people and scripts.</summary>
/// <param name="Reordered">It came after a newer state of the same order, and changed nothing.</param>
/// <param name="DuplicateOf">Id of the event that it is a redelivery of; null where it is none, or where that is not known.</param>
public sealed record InboxItemView(
    long Id,
    string Channel,
    string Topic,
    string? SubjectId,
    string Status,
    int Attempts,
    string? Reason,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? HandledAt,
    InboxSignature Signature,
    bool Reordered,
    long? DuplicateOf);

/// <summary>Which rows of the inbox; null members do not narrow.</summary>
/// <param name="Status">One of <see cref="InboxQueries.Statuses"/>.</param>
/// <param name="Channels">Channel keys that the reader is limited to.</param>
/// <param name="Subject">The order it speaks of.</param>
/// <param name="IsReordered">Only what came after a newer state of its order.</param>
public sealed record InboxSelection(
    string? Channel = null, string? Status = null, IReadOnlySet<string>? Channels = null, string? Subject = null, bool IsReordered = false, long? Id = null);

/// <summary>A page of the inbox, newest first.</summary>
public sealed record InboxPage(IReadOnlyList<InboxItemView> Items, int Page, int PageSize, int Total);

/// <summary>Reads of the inbox.</summary>
public sealed class InboxQueries(PortalDatabase database)
{
    /// <summary>Statuses by the word that people and scripts use.</summary>
    public static readonly IReadOnlyList<string> Statuses = ["pending", "done", "dead", "duplicate", "rejected"];

    public Task<InboxPage> ListAsync(InboxSelection selection, int page, int pageSize, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var found = Select(db, selection);
                var total = await found.CountAsync(token);
                var rows = await (
                    from e in found.OrderByDescending(e => e.Id).Skip((page - 1) * pageSize).Take(pageSize)
                    join c in db.Channels on e.ChannelId equals c.Id
                    orderby e.Id descending
                    select new { e.Id, c.Key, e.EventKey, e.Topic, e.SubjectId, e.Status, e.Attempts, e.Reason, e.ReceivedAt, e.HandledAt }).ToListAsync(token);
                var items = rows.Select(r => new InboxItemView(
                    r.Id, r.Key, r.Topic, r.SubjectId, r.Status.ToString().ToLowerInvariant(), r.Attempts, r.Reason, r.ReceivedAt, r.HandledAt,
                    SignatureOf(r.Status, r.Topic), IsReordered(r.Status, r.Reason), InboxRules.OriginalOf(r.EventKey))).ToList();
                return new InboxPage(items, page, pageSize, total);
            },
            cancellationToken);

    private static IQueryable<InboundEventRow> Select(PortalDbContext db, InboxSelection selection)
    {
        IQueryable<InboundEventRow> rows = db.InboundEvents;
        rows = selection.Id is { } id ? rows.Where(e => e.Id == id) : rows;
        rows = selection.Subject is { } subject ? rows.Where(e => e.SubjectId == subject) : rows;
        rows = selection.IsReordered ? rows.Where(e => e.Status == InboundStatus.Done && e.Reason == OrderVerdict.OlderReason) : rows;
        if (selection.Channel is { } key)
        {
            rows = rows.Where(e => db.Channels.Any(c => c.Id == e.ChannelId && c.Key == key));
        }
        rows = rows.Within(db, selection.Channels, e => e.ChannelId);
        return selection.Status is { } status && Enum.TryParse<InboundStatus>(status, ignoreCase: true, out var wanted) ? rows.Where(e => e.Status == wanted) : rows;
    }

    private static InboxSignature SignatureOf(InboundStatus status, string topic) =>
        status == InboundStatus.Rejected ? InboxSignature.Forged : topic == Topics.OrderPolled ? InboxSignature.Polled : InboxSignature.Genuine;

    private static bool IsReordered(InboundStatus status, string? reason) => status == InboundStatus.Done && reason == OrderVerdict.OlderReason;
}
