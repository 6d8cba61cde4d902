using InventoryPortal.Access;
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
    string? Channel,
    string? Before,
    string? After,
    bool Allowed,
    string OperationId);

/// <summary>Which activity is told; null members do not narrow it.</summary>
/// <param name="Who">Part of the actor's name.</param>
/// <param name="What">The permission that the deed needed.</param>
/// <param name="Subject">Part of what it was done to.</param>
/// <param name="Allowed">False for what was refused for want of a right.</param>
/// <param name="Since">Only what was done then or later.</param>
/// <param name="Until">Only what was done then or earlier.</param>
/// <param name="Channels">Channel keys that the reader is limited to: what was done to them, and to what all channels share.</param>
public sealed record ActivitySelection(
    string? Who = null,
    string? What = null,
    string? Subject = null,
    bool? Allowed = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    IReadOnlySet<string>? Channels = null)
{
    // What was done to the whole portal names no channel either; only the permission tells it from what is shared.
    private static readonly List<string> Shared = [.. Permissions.All.Where(p => p.Value.Reach == Reach.Shared).Select(p => p.Key)];

    /// <summary>The deeds meant, in any order.</summary>
    internal IQueryable<ActivityRow> Select(PortalDbContext db)
    {
        IQueryable<ActivityRow> rows = db.Activity;
        rows = Who is { Length: > 0 } who ? rows.Where(a => a.ActorName.Contains(who)) : rows;
        rows = What is { } what ? rows.Where(a => a.Action == what) : rows;
        rows = Subject is { Length: > 0 } subject ? rows.Where(a => a.Subject.Contains(subject)) : rows;
        rows = Allowed is { } allowed ? rows.Where(a => a.Allowed == allowed) : rows;
        rows = Since is { } since ? rows.Where(a => a.At >= since) : rows;
        rows = Until is { } until ? rows.Where(a => a.At <= until) : rows;
        return Channels?.ToList() is { } held
            ? rows.Where(a => a.Channel == null ? Shared.Contains(a.Action) : held.Contains(a.Channel))
            : rows;
    }
}

/// <summary>The record of deeds.</summary>
public sealed class ActivityQueries(PortalDatabase database)
{
    /// <summary>Newest first.</summary>
    public Task<Paged<ActivityItem>> ListAsync(ActivitySelection selection, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var rows = selection.Select(db);
                var total = await rows.CountAsync(token);
                var items = await rows.OrderByDescending(a => a.Id).Skip(page.Offset).Take(page.PageSize)
                    .Select(a => new ActivityItem(
                        a.Id, a.At, a.ActorKind, a.ActorName, a.Action, a.Subject, a.Channel, a.Before, a.After, a.Allowed, a.OperationId))
                    .ToListAsync(token);
                return page.With(items, total);
            },
            cancellationToken);
}
