using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>
/// Writes of a day that listings have used of an allowance which their channel gives to all of a group together: variations of one
/// listing at eBay. A claim counts as a write: it is about to be one. Lives for one transaction of claims.
/// </summary>
internal sealed class GroupWrites
{
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);
    private readonly int _day;

    private GroupWrites(int day) => _day = day;

    /// <summary>Reads what the groups of these listings have used; asks nothing where the channel has no such limit or none of them is in a group.</summary>
    public static async Task<GroupWrites> ReadAsync(
        PortalDbContext db, long channelId, IReadOnlyList<ListingRow> due, ChannelTraits traits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (traits.WritesPerListingAndDay is not { } limit)
        {
            return new GroupWrites(0);
        }
        var groups = due.Select(l => l.GroupId).OfType<string>().Distinct().ToArray();
        var used = new GroupWrites(DayAllowance.Of(limit, default, traits.DayZone, now).Day);
        if (groups.Length > 0)
        {
            var day = used._day;
            var sums = await db.Listings.Where(l => l.ChannelId == channelId && l.GroupId != null && groups.Contains(l.GroupId))
                .GroupBy(l => l.GroupId!)
                .Select(g => new { Id = g.Key, Written = g.Sum(l => l.WritesDay == day ? l.WritesThatDay : 0), Claimed = g.Count(l => l.LeaseUntil != null && l.LeaseUntil > now) })
                .ToListAsync(cancellationToken);
            sums.ForEach(s => used._used[s.Id] = s.Written + s.Claimed);
        }
        return used;
    }

    /// <summary>What the others of its group have used today.</summary>
    public int BesideOf(ListingRow row) =>
        row.GroupId is { } group && _used.TryGetValue(group, out var used) ? Math.Max(0, used - new DayWrites(row.WritesDay, row.WritesThatDay).On(_day)) : 0;

    /// <summary>One of them is about to be written.</summary>
    public void Claimed(ListingRow row)
    {
        if (row.GroupId is { } group && _used.TryGetValue(group, out var used))
        {
            _used[group] = used + 1;
        }
    }
}
