using InventoryPortal.Dispatch;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>How late a channel is, as measured, in seconds.</summary>
/// <param name="In">From a sale there to its movement here: the mean of the newest ones.</param>
/// <param name="Out">From a new plan to the confirmed number there: the median of this process's newest ones.</param>
/// <param name="Samples">Sales behind <paramref name="In"/>; 0 where none was seen and a default stands in.</param>
public sealed record ChannelLags(double In, double Out, int Samples)
{
    /// <summary>Stands in where nothing was measured yet: the portal's promise of about a second, half of it each way.</summary>
    public static readonly ChannelLags Promised = new(0.5, 0.5, 0);
}

/// <summary>The lags of all channels, from the ledger and from the lanes.</summary>
public sealed class LagQueries(PortalDatabase database, LaneGauges lanes)
{
    /// <summary>Newest movements looked at, of all channels together: some minutes of a busy shop, weeks of a quiet one.</summary>
    private const int Newest = 5_000;

    private const double Median = 0.5;

    /// <summary>A later one is an outage and no lag to reckon with every day.</summary>
    private static readonly TimeSpan LongestIn = TimeSpan.FromHours(1);

    /// <summary>By channel id; every channel is there.</summary>
    public async Task<IReadOnlyDictionary<long, ChannelLags>> ReadAsync(CancellationToken cancellationToken)
    {
        var (channels, newest) = await database.ReadAsync(
            async (db, token) =>
            {
                var ids = await db.Channels.Select(c => c.Id).ToListAsync(token);
                var rows = await db.Movements.OrderByDescending(m => m.Id).Take(Newest)
                    .Where(m => m.CauseType == OrderWork.CauseType && m.ChannelId != null && m.Delta < 0)
                    .Select(m => new { ChannelId = m.ChannelId!.Value, m.OccurredAt, m.RecordedAt }).ToListAsync(token);
                return (ids, rows);
            },
            cancellationToken);
        var late = newest.ToLookup(m => m.ChannelId, m => Bounded(m.RecordedAt - m.OccurredAt).TotalSeconds);
        return channels.ToDictionary(
            id => id,
            id => new ChannelLags(
                late.Contains(id) ? late[id].Average() : ChannelLags.Promised.In,
                lanes.Find(id)?.LagMs(Median) / 1000 ?? ChannelLags.Promised.Out,
                late[id].Count()));
    }

    /// <summary>A lag as it counts: never negative, and no longer than an outage.</summary>
    internal static TimeSpan Bounded(TimeSpan lag) => lag < TimeSpan.Zero ? TimeSpan.Zero : lag > LongestIn ? LongestIn : lag;
}
