using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Errors;

/// <summary>Which causes; null members do not narrow.</summary>
/// <param name="Hours">Looked back; open ones are told however old they are.</param>
/// <param name="Channels">Channel keys that the reader is limited to; causes without a channel stay visible.</param>
/// <param name="IsLoggedOnly">What stands given up is not looked for: that goes through all listings, and is too much for what is shown all the time.</param>
public sealed record CauseSelection(
    int Hours, string? Severity = null, CauseState? State = null, IReadOnlySet<string>? Channels = null, string? Cause = null, bool IsLoggedOnly = false);

/// <summary>Why errors happen and what stands given up, told as one list.</summary>
public sealed class CauseQueries
{
    /// <summary>Causes told at most, the gravest and newest of them.</summary>
    public const int MaxCauses = 200;

    private readonly PortalDatabase _database;
    private readonly TimeProvider _clock;
    private readonly SharedReading<IReadOnlyList<TroubleGroup>> _trouble;

    public CauseQueries(PortalDatabase database, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        // Nobody waits for a fixed time after an act of theirs; a reading that is costly makes the next one wait by itself.
        _trouble = new SharedReading<IReadOnlyList<TroubleGroup>>(
            () => database.ReadAsync((db, token) => Trouble.ReadAsync(db, clock.GetUtcNow(), token), CancellationToken.None), TimeSpan.Zero, clock);
    }

    /// <summary>Open before resolved, then by severity, then what was seen last.</summary>
    public async Task<IReadOnlyList<CauseView>> ListAsync(CauseSelection selection, CancellationToken cancellationToken)
    {
        var trouble = selection.IsLoggedOnly ? [] : (await _trouble.ReadAsync(cancellationToken)).Where(t => ChannelScope.Holds(selection.Channels, t.Channel)).ToList();
        var views = await _database.ReadAsync((db, token) => ReadAsync(db, selection.Hours, trouble, token), cancellationToken);
        return
        [
            .. views
                .Where(v => selection.Severity is null || v.Severity == selection.Severity)
                .Where(v => selection.State is null || v.State == selection.State)
                .Where(v => selection.Cause is null || v.Cause == selection.Cause)
                .Where(v => ChannelScope.Holds(selection.Channels, v.Channel))
                .OrderBy(v => v.State).ThenByDescending(v => ErrorSeverityWords.Of(v.Severity)).ThenByDescending(v => v.LastOccurrence).ThenBy(v => v.Cause, StringComparer.Ordinal)
                .Take(MaxCauses),
        ];
    }

    private async Task<List<CauseView>> ReadAsync(PortalDbContext db, int hours, IReadOnlyList<TroubleGroup> groups, CancellationToken cancellationToken)
    {
        var from = _clock.GetUtcNow().AddHours(-Math.Clamp(hours, 1, ErrorQueries.MaxHours));
        var counts = await db.Errors.Where(e => e.At >= from && e.Cause != null)
            .GroupBy(e => e.Cause!).Select(g => new { Cause = g.Key, Count = g.Sum(e => e.Times) })
            .OrderByDescending(g => g.Count).Take(ErrorCauseStore.MaxCauses).ToDictionaryAsync(g => g.Cause, g => g.Count, StringComparer.OrdinalIgnoreCase, cancellationToken);
        // An open cause without an error of late is still told: nobody said that it is gone.
        var rows = await db.ErrorCauses.Where(c => c.LastAt >= from || c.State == CauseState.Open || c.ResolvedAt >= from)
            .OrderByDescending(c => c.LastAt).Take(ErrorCauseStore.MaxCauses).ToDictionaryAsync(c => c.Key, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var trouble = groups.ToLookup(t => t.Cause.Key, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. rows.Keys.Concat(counts.Keys).Concat(trouble.Select(t => t.Key)).Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(key => CauseView.Of(rows.GetValueOrDefault(key)?.Key ?? key, rows.GetValueOrDefault(key), counts.GetValueOrDefault(key), [.. trouble[key]])),
        ];
    }
}
