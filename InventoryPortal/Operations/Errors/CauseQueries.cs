using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Errors;

/// <summary>Which causes; null members do not narrow.</summary>
/// <param name="Hours">Looked back; open ones are told however old they are.</param>
/// <param name="Channels">Channel keys that the reader is limited to; causes without a channel stay visible.</param>
public sealed record CauseSelection(int Hours, string? Severity = null, CauseState? State = null, IReadOnlySet<string>? Channels = null, string? Cause = null);

/// <summary>Why errors happen and what stands given up, told as one list.</summary>
public sealed class CauseQueries(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Causes told at most, the gravest and newest of them.</summary>
    public const int MaxCauses = 200;

    /// <summary>Open before resolved, then by severity, then what was seen last.</summary>
    public async Task<IReadOnlyList<CauseView>> ListAsync(CauseSelection selection, CancellationToken cancellationToken)
    {
        var views = await database.ReadAsync((db, token) => ReadAsync(db, selection.Hours, token), cancellationToken);
        return
        [
            .. views
                .Where(v => selection.Severity is null || v.Severity == selection.Severity)
                .Where(v => selection.State is null || v.State == selection.State)
                .Where(v => selection.Cause is null || v.Cause == selection.Cause)
                .Where(v => v.Channel is null || selection.Channels?.Contains(v.Channel) != false)
                .OrderBy(v => v.State).ThenByDescending(v => ErrorSeverityWords.Of(v.Severity)).ThenByDescending(v => v.LastOccurrence).ThenBy(v => v.Cause, StringComparer.Ordinal)
                .Take(MaxCauses),
        ];
    }

    private async Task<List<CauseView>> ReadAsync(PortalDbContext db, int hours, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var from = now.AddHours(-Math.Clamp(hours, 1, ErrorQueries.MaxHours));
        var counts = await db.Errors.Where(e => e.At >= from && e.Cause != null)
            .GroupBy(e => e.Cause!).Select(g => new { Cause = g.Key, Count = g.Sum(e => e.Times) })
            .OrderByDescending(g => g.Count).Take(ErrorCauseStore.MaxCauses).ToDictionaryAsync(g => g.Cause, g => g.Count, StringComparer.OrdinalIgnoreCase, cancellationToken);
        // An open cause without an error of late is still told: nobody said that it is gone.
        var rows = await db.ErrorCauses.Where(c => c.LastAt >= from || c.State == CauseState.Open || c.ResolvedAt >= from)
            .OrderByDescending(c => c.LastAt).Take(ErrorCauseStore.MaxCauses).ToDictionaryAsync(c => c.Key, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var trouble = (await Trouble.ReadAsync(db, now, cancellationToken)).ToLookup(t => t.Cause.Key, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. rows.Keys.Concat(counts.Keys).Concat(trouble.Select(t => t.Key)).Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(key => CauseView.Of(rows.GetValueOrDefault(key)?.Key ?? key, rows.GetValueOrDefault(key), counts.GetValueOrDefault(key), [.. trouble[key]])),
        ];
    }
}
