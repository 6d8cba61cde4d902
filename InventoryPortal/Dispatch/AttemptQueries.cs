using System.Linq.Expressions;
using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>What became of a call's items.</summary>
public enum CallVerdict { Applied, Rejected, Retried, Unknown }

/// <summary>HTTP codes from one to another, both included.</summary>
/// <param name="From">Null means that no answer came.</param>
public readonly record struct CodeRange(int? From, int To);

/// <summary>Which calls; null members do not narrow.</summary>
/// <param name="Channel">Only this channel's, by key.</param>
/// <param name="Before">Only calls with a smaller id; null starts at the newest.</param>
/// <param name="IsTrouble">Only calls that failed, or that did not settle all of their items.</param>
/// <param name="Verdict">Only calls with an item of this verdict.</param>
/// <param name="Since">Only calls begun then or later.</param>
/// <param name="Until">Only calls begun then or earlier.</param>
/// <param name="Text">Part of the route, the target or the error.</param>
/// <param name="Channels">Channel keys that the reader is limited to.</param>
public sealed record AttemptSelection(
    string? Channel = null,
    long? Before = null,
    bool IsTrouble = false,
    CallVerdict? Verdict = null,
    CodeRange? Code = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    string? Text = null,
    IReadOnlySet<string>? Channels = null)
{
    /// <summary>Whether nearly all calls may have to be looked through to find a few.</summary>
    internal bool IsSearch => IsTrouble || Verdict is not null || Code is not null || Text is not null;
}

/// <summary>One call to a channel, for the monitor.</summary>
public sealed record AttemptView(
    long Id, string Channel, string Route, int Items, DateTimeOffset StartedAt, int DurationMs, int? Status,
    int Applied, int Rejected, int Retried, int Unknown, string? Target, string? Request, string? Answer, string? Error);

/// <summary>Calls of one channel that did not go well, by what was answered.</summary>
/// <param name="Channel">The channel's key.</param>
/// <param name="Status">HTTP status; null when no answer came.</param>
public sealed record TroubleCause(string Channel, string Name, int? Status, int Count, DateTimeOffset LastAt);

/// <summary>Reads of the calls to channels.</summary>
public sealed class AttemptQueries
{
    /// <summary>Calls of one page at most.</summary>
    public const int MaxAttempts = 200;

    /// <summary>How far back <see cref="CausesAsync"/> looks.</summary>
    public static readonly TimeSpan CausesOf = TimeSpan.FromHours(1);

    /// <summary>Calls looked through for a few among many: where nearly all goes well, the read still ends.</summary>
    private const int MaxSearched = 50_000;

    /// <summary>Causes counted: channels have a handful each.</summary>
    private const int MaxCauses = 100;

    private static readonly TimeSpan CausesSpacing = TimeSpan.FromSeconds(2);

    private static readonly Expression<Func<SyncAttemptRow, bool>> Trouble =
        a => a.Status == null || a.Status < 200 || a.Status >= 300 || a.Error != null || a.Rejected + a.Retried + a.Unknown > 0;

    private readonly PortalDatabase _database;
    private readonly TimeProvider _clock;
    private readonly SharedReading<IReadOnlyList<TroubleCause>> _causes;

    public AttemptQueries(PortalDatabase database, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        _causes = new SharedReading<IReadOnlyList<TroubleCause>>(CausesAsync, CausesSpacing, clock);
    }

    /// <summary>The newest of these calls, newest first.</summary>
    public Task<IReadOnlyList<AttemptView>> ListAsync(AttemptSelection selection, int take, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<AttemptView>>(
            async (db, token) =>
            {
                var rows = Select(db.SyncAttempts, selection);
                if (selection.IsSearch)
                {
                    var newest = selection.Before ?? await db.SyncAttempts.MaxAsync(a => (long?)a.Id, token) ?? 0;
                    rows = rows.Where(a => a.Id > newest - MaxSearched);
                }
                if (selection.Channel is { } key)
                {
                    rows = rows.Where(a => db.Channels.Any(c => c.Id == a.ChannelId && c.Key == key));
                }
                var found = rows.Within(db, selection.Channels, a => a.ChannelId).OrderByDescending(a => a.Id).Take(Math.Clamp(take, 1, MaxAttempts));
                return await (
                    from a in found
                    join c in db.Channels on a.ChannelId equals c.Id
                    orderby a.Id descending
                    select new AttemptView(
                        a.Id, c.Key, a.Route, a.Items, a.StartedAt, a.DurationMs, a.Status, a.Applied, a.Rejected, a.Retried, a.Unknown,
                        a.Target, a.Request, a.Answer, a.Error)).ToListAsync(token);
            },
            cancellationToken);

    /// <summary>What went wrong in the last <see cref="CausesOf"/>, most frequent first.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public async Task<IReadOnlyList<TroubleCause>> CausesAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        [.. (await _causes.ReadAsync(cancellationToken)).Where(c => ChannelScope.Holds(scope, c.Channel))];

    private Task<IReadOnlyList<TroubleCause>> CausesAsync()
    {
        var since = _clock.GetUtcNow() - CausesOf;
        return _database.ReadAsync<IReadOnlyList<TroubleCause>>(
            async (db, token) =>
            {
                var groups = await db.SyncAttempts.Where(a => a.StartedAt >= since).Where(Trouble)
                    .GroupBy(a => new { a.ChannelId, a.Status })
                    .Select(g => new { g.Key.ChannelId, g.Key.Status, Count = g.Count(), LastAt = g.Max(a => a.StartedAt) })
                    .OrderByDescending(g => g.Count).ThenBy(g => g.ChannelId).ThenBy(g => g.Status).Take(MaxCauses).ToListAsync(token);
                var channels = await db.Channels.ToDictionaryAsync(c => c.Id, c => (c.Key, c.Name), token);
                return [.. groups.Where(g => channels.ContainsKey(g.ChannelId))
                    .Select(g => new TroubleCause(channels[g.ChannelId].Key, channels[g.ChannelId].Name, g.Status, g.Count, g.LastAt))];
            },
            CancellationToken.None);
    }

    private static IQueryable<SyncAttemptRow> Select(IQueryable<SyncAttemptRow> rows, AttemptSelection selection)
    {
        rows = selection.IsTrouble ? rows.Where(Trouble) : rows;
        rows = selection.Before is { } before ? rows.Where(a => a.Id < before) : rows;
        rows = selection.Since is { } since ? rows.Where(a => a.StartedAt >= since) : rows;
        rows = selection.Until is { } until ? rows.Where(a => a.StartedAt <= until) : rows;
        rows = selection.Verdict switch
        {
            CallVerdict.Applied => rows.Where(a => a.Applied > 0),
            CallVerdict.Rejected => rows.Where(a => a.Rejected > 0),
            CallVerdict.Retried => rows.Where(a => a.Retried > 0),
            CallVerdict.Unknown => rows.Where(a => a.Unknown > 0),
            _ => rows,
        };
        rows = selection.Code switch
        {
            null => rows,
            { From: { } from, To: var to } => rows.Where(a => a.Status >= from && a.Status <= to),
            _ => rows.Where(a => a.Status == null),
        };
        return selection.Text is { } text
            ? rows.Where(a => a.Route.Contains(text) || (a.Target != null && a.Target.Contains(text)) || (a.Error != null && a.Error.Contains(text)))
            : rows;
    }
}
