using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations;

/// <summary>Who did what.</summary>
public sealed record ActivityItem(
    long Id,
    DateTimeOffset At,
    ActorKind ActorKind,
    string ActorName,
    string Action,
    string Subject,
    string? Before,
    string? After,
    bool Allowed,
    string OperationId);

/// <summary>Which activity a list shows; null members do not narrow it.</summary>
/// <param name="Search">Part of the subject or the actor's name.</param>
public sealed record ActivitySelection(
    string? Search = null, string? Action = null, bool? Allowed = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>The record of deeds.</summary>
public sealed class ActivityQueries(PortalDatabase database)
{
    /// <summary>Newest first.</summary>
    public Task<Paged<ActivityItem>> ListAsync(ActivitySelection selection, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var rows = Select(db, selection);
                var total = await rows.CountAsync(token);
                var items = await rows.OrderByDescending(a => a.Id).Skip(page.Offset).Take(page.PageSize)
                    .Select(a => new ActivityItem(
                        a.Id, a.At, a.ActorKind, a.ActorName, a.Action, a.Subject, a.Before, a.After, a.Allowed, a.OperationId))
                    .ToListAsync(token);
                return page.With(items, total);
            },
            cancellationToken);

    private static IQueryable<ActivityRow> Select(PortalDbContext db, ActivitySelection selection)
    {
        IQueryable<ActivityRow> rows = db.Activity;
        if (selection.Search is { Length: > 0 } search)
        {
            rows = rows.Where(a => a.Subject.Contains(search) || a.ActorName.Contains(search));
        }
        if (selection.Action is { } action)
        {
            rows = rows.Where(a => a.Action == action);
        }
        if (selection.Allowed is { } allowed)
        {
            rows = rows.Where(a => a.Allowed == allowed);
        }
        if (selection.From is { } from)
        {
            rows = rows.Where(a => a.At >= from);
        }
        if (selection.To is { } to)
        {
            rows = rows.Where(a => a.At < to);
        }
        return rows;
    }
}
