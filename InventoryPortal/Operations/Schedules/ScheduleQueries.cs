using System.Globalization;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Schedules;

/// <summary>One piece of daily work.</summary>
/// <param name="Name">As its slots are called.</param>
/// <param name="At">On the clock of the portal's zone.</param>
/// <param name="LastSlot">The last one that was done; null before the first.</param>
/// <param name="IsUnderWay">A node is at it now.</param>
public sealed record DailyWork(string Name, TimeOnly At, DateTimeOffset? LastSlot, DateTimeOffset Next, bool IsUnderWay);

/// <summary>When the daily work comes round, and when it last did.</summary>
public sealed class ScheduleQueries(PortalDatabase database, IOptionsMonitor<PortalOptions> portal, TimeProvider clock)
{
    private static readonly (string Name, TimeOnly At)[] Daily =
    [
        (NightTask.FullSync, NightTask.FullSyncAt), (NightTask.Reconcile, NightTask.ReconcileAt),
        (NightTask.Retention, NightTask.RetentionAt), (NightTask.LedgerCheck, NightTask.LedgerCheckAt),
    ];

    /// <summary>In the order of the night.</summary>
    public async Task<IReadOnlyList<DailyWork>> ListAsync(CancellationToken cancellationToken)
    {
        var names = Daily.Select(d => SlotStore.Prefix + d.Name).ToList();
        var rows = await database.ReadAsync((db, token) => db.Cursors.Where(c => names.Contains(c.Name)).ToDictionaryAsync(c => c.Name, token), cancellationToken);
        var (now, zone) = (clock.GetUtcNow(), portal.CurrentValue.Zone);
        return [.. Daily.Select(d =>
        {
            var row = rows.GetValueOrDefault(SlotStore.Prefix + d.Name);
            var last = DateTimeOffset.TryParse(row?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var slot) ? slot : (DateTimeOffset?)null;
            return new DailyWork(d.Name, d.At, last, DailySlot.Latest(now.AddDays(1), d.At, zone), row?.LeaseUntil > now);
        })];
    }
}
