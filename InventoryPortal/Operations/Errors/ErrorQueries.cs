using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Errors;

/// <summary>Errors of one type and severity, in the shape of the HTTP contract.</summary>
public sealed record ErrorGroup(string Type, string Severity, int Count, DateTimeOffset FirstOccurrence, DateTimeOffset LastOccurrence);

/// <summary>One error as it was kept, masked.</summary>
public sealed record ErrorItem(long Id, string Type, string Message, string? Context, string Severity, string? TraceId, DateTimeOffset At);

/// <summary>The portal's own errors.</summary>
public sealed class ErrorQueries(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Longest look back, in hours: what retention keeps.</summary>
    public const int MaxHours = 24 * 30;

    /// <summary>Groups shown; there are fewer types of exception than this in a bad week.</summary>
    private const int MaxGroups = 200;

    /// <summary>Groups of the last hours, most frequent first.</summary>
    public Task<List<ErrorGroup>> GroupedAsync(int hours, CancellationToken cancellationToken)
    {
        var from = clock.GetUtcNow().AddHours(-Math.Clamp(hours, 1, MaxHours));
        return database.ReadAsync(
            (db, token) => db.Errors.Where(e => e.At >= from)
                .GroupBy(e => new { e.Type, e.Severity })
                .Select(g => new { g.Key.Type, g.Key.Severity, Count = g.Count(), First = g.Min(e => e.At), Last = g.Max(e => e.At) })
                .OrderByDescending(g => g.Count).ThenBy(g => g.Type).Take(MaxGroups)
                .Select(g => new ErrorGroup(g.Type, g.Severity, g.Count, g.First, g.Last))
                .ToListAsync(token),
            cancellationToken);
    }

    /// <summary>Single errors, newest first; null members do not narrow.</summary>
    public Task<Paged<ErrorItem>> ListAsync(int hours, string? type, string? severity, PageRequest page, CancellationToken cancellationToken)
    {
        var from = clock.GetUtcNow().AddHours(-Math.Clamp(hours, 1, MaxHours));
        return database.ReadAsync(
            async (db, token) =>
            {
                var rows = db.Errors.Where(e => e.At >= from && (type == null || e.Type == type) && (severity == null || e.Severity == severity));
                var total = await rows.CountAsync(token);
                var items = await rows.OrderByDescending(e => e.Id).Skip(page.Offset).Take(page.PageSize)
                    .Select(e => new ErrorItem(e.Id, e.Type, e.Message, e.Context, e.Severity, e.TraceId, e.At)).ToListAsync(token);
                return page.With(items, total);
            },
            cancellationToken);
    }

    /// <summary>Errors and worse since an instant.</summary>
    public Task<int> CountSinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Errors.CountAsync(e => e.At >= since && e.Severity != "warning", token), cancellationToken);
}
