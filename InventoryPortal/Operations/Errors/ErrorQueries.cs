using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Errors;

/// <summary>Errors of one type and severity, in the shape of the HTTP contract.</summary>
public sealed record ErrorGroup(string Type, string Severity, int Count, DateTimeOffset FirstOccurrence, DateTimeOffset LastOccurrence)
{
    /// <summary>The cause of its last error; null for errors of before there were causes.</summary>
    public string? Cause { get; init; }

    /// <summary>What is the matter, in the reader's language; null likewise.</summary>
    public string? Title => Cause is null ? null : CauseTexts.Title(ErrorCause.Parse(Cause).Code);

    /// <summary>What to do about it.</summary>
    public string? Remedy => Cause is null ? null : CauseTexts.Remedy(ErrorCause.Parse(Cause).Code);

    /// <summary>Whether that cause is seen to.</summary>
    public CauseState? State { get; init; }
}

/// <summary>One error as it was kept, masked.</summary>
/// <param name="Times">Errors that it stands for, up to <paramref name="LastAt"/>.</param>
public sealed record ErrorItem(
    long Id, string Type, string Message, string? Context, string Severity, string? TraceId, DateTimeOffset At, string? Cause, int Times, DateTimeOffset? LastAt);

/// <summary>Which errors; null members do not narrow.</summary>
/// <param name="Hours">Looked back.</param>
/// <param name="Channels">Channel keys that the reader is limited to; errors whose cause is no channel's stay visible.</param>
public sealed record ErrorSelection(int Hours, string? Type = null, string? Severity = null, string? Cause = null, IReadOnlySet<string>? Channels = null);

/// <summary>The portal's own errors.</summary>
public sealed class ErrorQueries(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Longest look back, in hours: what retention keeps.</summary>
    public const int MaxHours = 24 * 30;

    /// <summary>Severities by the word that people and scripts use, the gravest first.</summary>
    public static readonly IReadOnlyList<string> Severities = ["critical", "error", "warning"];

    /// <summary>Groups shown; there are fewer types of exception than this in a bad week.</summary>
    private const int MaxGroups = 200;

    /// <summary>Groups read, a cause each: types have a handful of causes.</summary>
    private const int MaxCauses = 1_000;

    /// <summary>Groups of the last hours, most frequent first.</summary>
    public async Task<IReadOnlyList<ErrorGroup>> GroupedAsync(ErrorSelection selection, CancellationToken cancellationToken)
    {
        var (counts, states) = await database.ReadAsync(
            async (db, token) =>
            {
                var counts = await Select(db, selection)
                    .GroupBy(e => new { e.Type, e.Severity, e.Cause })
                    .Select(g => new { g.Key.Type, g.Key.Severity, g.Key.Cause, Count = g.Sum(e => e.Times), First = g.Min(e => e.At), Last = g.Max(e => e.LastAt ?? e.At) })
                    .OrderByDescending(g => g.Count).Take(MaxCauses).ToListAsync(token);
                var keys = counts.Select(c => c.Cause).Distinct().ToList();
                return (counts, await db.ErrorCauses.Where(c => keys.Contains(c.Key)).ToDictionaryAsync(c => c.Key, c => c.State, StringComparer.OrdinalIgnoreCase, token));
            },
            cancellationToken);
        return
        [
            .. counts.GroupBy(c => (c.Type, c.Severity)).Select(g => (Group: g, Newest: g.MaxBy(c => c.Last)!))
                .Select(g => new ErrorGroup(g.Group.Key.Type, g.Group.Key.Severity, g.Group.Sum(c => c.Count), g.Group.Min(c => c.First), g.Newest.Last)
                {
                    Cause = g.Newest.Cause,
                    State = g.Newest.Cause is { } cause ? states.GetValueOrDefault(cause) : null,
                })
                .OrderByDescending(g => g.Count).ThenBy(g => g.Type, StringComparer.Ordinal).Take(MaxGroups),
        ];
    }

    /// <summary>Single errors, newest first.</summary>
    public Task<Paged<ErrorItem>> ListAsync(ErrorSelection selection, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var rows = Select(db, selection);
                var total = await rows.CountAsync(token);
                var items = await rows.OrderByDescending(e => e.Id).Skip(page.Offset).Take(page.PageSize)
                    .Select(e => new ErrorItem(e.Id, e.Type, e.Message, e.Context, e.Severity, e.TraceId, e.At, e.Cause, e.Times, e.LastAt)).ToListAsync(token);
                return page.With(items, total);
            },
            cancellationToken);

    /// <summary>Errors and worse since an instant.</summary>
    public Task<int> CountSinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Errors.Where(e => e.At >= since && e.Severity != "warning").SumAsync(e => e.Times, token), cancellationToken);

    private IQueryable<ErrorLogRow> Select(PortalDbContext db, ErrorSelection selection)
    {
        var from = clock.GetUtcNow().AddHours(-Math.Clamp(selection.Hours, 1, MaxHours));
        var (type, severity, cause) = (selection.Type, selection.Severity, selection.Cause);
        var rows = db.Errors.Where(e => e.At >= from
            && (type == null || e.Type == type) && (severity == null || e.Severity == severity) && (cause == null || e.Cause == cause));
        if (selection.Channels is not { } scope)
        {
            return rows;
        }
        // Which channel's an error is, its cause says: a code of which each channel has its own, with the channel's key.
        var codes = CauseCatalogue.Entries.Where(e => e.IsPerChannel).Select(e => e.Code).ToList();
        var mine = codes.SelectMany(code => scope.Select(key => new ErrorCause(code, key).Key)).ToList();
        var prefixes = codes.Select(code => new ErrorCause(code, "").Key + "%").ToList();
        return rows.Where(e => e.Cause == null || mine.Contains(e.Cause) || !prefixes.Any(p => EF.Functions.Like(e.Cause, p)));
    }
}
