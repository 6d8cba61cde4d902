using InventoryPortal.Domain.Stock;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Rates;

/// <summary>
/// Sales and pushes per minute, from the tables: a restart loses nothing and every node shows the same. A minute that is over
/// does not change and is read once; only the present one is read again.
/// </summary>
public sealed class RateQueries
{
    /// <summary>Minutes shown.</summary>
    public const int Minutes = 60;

    /// <summary>Least time between two readings, however many people watch.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(500);

    /// <summary>A group of writers takes its instant before it commits: a minute counts as over only this long after its end.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    /// <summary>Longest time that one reading spends on minutes that are over; the rest of the past follows with the next ones.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly PortalDatabase _database;
    private readonly TimeProvider _clock;
    private readonly SharedReading<MinuteRates> _reading;
    private readonly SortedDictionary<DateTimeOffset, MinuteFigures> _over = [];

    public RateQueries(PortalDatabase database, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        _reading = new SharedReading<MinuteRates>(ReadAsync, Spacing, clock);
    }

    /// <summary>As they were when somebody last looked; null when nobody has.</summary>
    public MinuteRates? Last => _reading.Last;

    /// <summary>The last <see cref="Minutes"/> minutes, the present one included.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; what belongs to no channel counts. Null for all.</param>
    public async Task<MinuteRates> LastHourAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        (await _reading.ReadAsync(cancellationToken)).Within(scope);

    // One reading at a time, so the kept minutes need no lock.
    private async Task<MinuteRates> ReadAsync()
    {
        var now = _clock.GetUtcNow();
        var present = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var from = present.AddMinutes(1 - Minutes);
        foreach (var old in _over.Keys.TakeWhile(m => m < from).ToList())
        {
            _over.Remove(old);
        }
        var started = _clock.GetTimestamp();
        var figures = new MinuteFigures[Minutes];
        for (var i = Minutes - 1; i >= 0; i--)
        {
            var minute = from.AddMinutes(i);
            figures[i] = _over.TryGetValue(minute, out var kept) ? kept
                : minute < present.AddMinutes(-1) && _clock.GetElapsedTime(started) > Patience ? MinuteFigures.None
                : await ReadMinuteAsync(minute, now);
        }
        var names = await _database.ReadAsync((db, token) => db.Channels.ToDictionaryAsync(c => c.Id, c => (c.Key, c.Name), token), CancellationToken.None);
        return new MinuteRates(
            from, Series(figures, f => f.Sold, names), Series(figures, f => f.Pushed, names), Series(figures, f => f.Refused, names));
    }

    private async Task<MinuteFigures> ReadMinuteAsync(DateTimeOffset from, DateTimeOffset now)
    {
        var to = from.AddMinutes(1);
        var figures = await _database.ReadAsync(
            async (db, token) =>
            {
                var sold = await db.Movements.Where(m => m.RecordedAt >= from && m.RecordedAt < to && m.Kind == MovementKind.Sale)
                    .GroupBy(m => m.ChannelId)
                    .Select(g => new { g.Key, Units = g.Sum(m => -m.Delta) })
                    .ToListAsync(token);
                var pushed = await db.SyncAttempts.Where(a => a.StartedAt >= from && a.StartedAt < to)
                    .GroupBy(a => a.ChannelId)
                    .Select(g => new { g.Key, Taken = g.Sum(a => a.Applied), Not = g.Sum(a => a.Rejected + a.Retried + a.Unknown) })
                    .ToListAsync(token);
                return new MinuteFigures(
                    sold.ToDictionary(s => s.Key ?? MinuteFigures.NoChannel, s => s.Units),
                    pushed.Where(p => p.Taken > 0).ToDictionary(p => p.Key, p => p.Taken),
                    pushed.Where(p => p.Not > 0).ToDictionary(p => p.Key, p => p.Not));
            },
            CancellationToken.None);
        if (to + Settling <= now)
        {
            _over[from] = figures;
        }
        return figures;
    }

    private static List<RateSeries> Series(
        MinuteFigures[] figures, Func<MinuteFigures, IReadOnlyDictionary<long, int>> part, Dictionary<long, (string Key, string Name)> names) =>
    [
        .. figures.SelectMany(f => part(f).Keys).Distinct().Order().Select(id =>
        {
            var known = names.TryGetValue(id, out var name);
            return new RateSeries(
                known ? name.Key : null, known ? name.Name : null, [.. figures.Select(f => part(f).GetValueOrDefault(id))]);
        }),
    ];

    /// <summary>One minute, by channel id.</summary>
    private sealed record MinuteFigures(IReadOnlyDictionary<long, int> Sold, IReadOnlyDictionary<long, int> Pushed, IReadOnlyDictionary<long, int> Refused)
    {
        /// <summary>Stands for sales that were booked to no channel.</summary>
        public const long NoChannel = 0;

        public static readonly MinuteFigures None = new(new Dictionary<long, int>(), new Dictionary<long, int>(), new Dictionary<long, int>());
    }
}
