using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Errors;

/// <summary>Work of one sort, channel and reason that stands given up, or calls that failed of late.</summary>
/// <param name="Work">The sort; <see cref="GivenUp.Nothing"/> for calls, which are tried again by themselves.</param>
/// <param name="Channel">The channel's key; null where none is concerned.</param>
/// <param name="Reason">What was said, in full.</param>
/// <param name="LastAt">When it was said last; null where that is not kept.</param>
public sealed record TroubleGroup(GivenUp Work, string? Channel, string? Reason, int Count, DateTimeOffset? LastAt)
{
    /// <summary>Why.</summary>
    public ErrorCause Cause { get; } = CauseRule.OfReason(Reason, Work, Channel);
}

/// <summary>Reads what stands given up, wherever it is kept, so that it can be told by cause.</summary>
internal static class Trouble
{
    /// <summary>How far back failed calls are told: they are no standing thing, only the present state of a channel.</summary>
    public static readonly TimeSpan CallsOf = TimeSpan.FromHours(1);

    /// <summary>Groups read of each sort: more of them are no causes, but something that says something else each time.</summary>
    private const int MaxGroups = 500;

    /// <summary>Largest groups first, sort by sort.</summary>
    public static async Task<IReadOnlyList<TroubleGroup>> ReadAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var channels = await db.Channels.ToDictionaryAsync(c => c.Id, c => c.Key, cancellationToken);
        string? KeyOf(long? id) => id is { } known ? channels.GetValueOrDefault(known) : null;
        var calls = await CallsAsync(db, now - CallsOf, cancellationToken);
        return
        [
            .. (await ListingsAsync(db, cancellationToken)).Select(g => new TroubleGroup(GivenUp.Listing, KeyOf(g.ChannelId), g.Reason, g.Count, null)),
            .. (await EventsAsync(db, cancellationToken)).Select(g => new TroubleGroup(GivenUp.Event, KeyOf(g.ChannelId), g.Reason, g.Count, g.LastAt)),
            .. (await JobsAsync(db, cancellationToken)).Select(g => new TroubleGroup(GivenUp.Job, KeyOf(g.ChannelId), g.Reason, g.Count, g.LastAt)),
            .. (await DeliveriesAsync(db, cancellationToken)).Select(g => new TroubleGroup(GivenUp.Delivery, null, g.Reason, g.Count, g.LastAt)),
            .. calls.Select(g => new TroubleGroup(GivenUp.Nothing, KeyOf(g.ChannelId), g.Reason, g.Count, g.LastAt)),
        ];
    }

    private static Task<List<Group>> ListingsAsync(PortalDbContext db, CancellationToken cancellationToken) =>
        db.Listings.Where(l => l.IsDead && l.ProductId != null && l.SyncEnabled)
            .GroupBy(l => new { l.ChannelId, l.LastError })
            .Select(g => new { g.Key.ChannelId, g.Key.LastError, Count = g.Count() })
            .OrderByDescending(g => g.Count).Take(MaxGroups)
            .Select(g => new Group(g.ChannelId, g.LastError, g.Count, null)).ToListAsync(cancellationToken);

    private static Task<List<Group>> EventsAsync(PortalDbContext db, CancellationToken cancellationToken) =>
        db.InboundEvents.Where(e => e.Status == InboundStatus.Dead)
            .GroupBy(e => new { e.ChannelId, e.Reason })
            .Select(g => new { g.Key.ChannelId, g.Key.Reason, Count = g.Count(), LastAt = g.Max(e => e.HandledAt) })
            .OrderByDescending(g => g.Count).Take(MaxGroups)
            .Select(g => new Group(g.ChannelId, g.Reason, g.Count, g.LastAt)).ToListAsync(cancellationToken);

    private static Task<List<Group>> JobsAsync(PortalDbContext db, CancellationToken cancellationToken) =>
        // A file that is none is its owner's affair, and is told where it was uploaded.
        db.SyncJobs.Where(j => j.Status == JobStatus.Failed && j.Kind != SyncJobKind.FilePreview)
            .GroupBy(j => new { j.ChannelId, j.Error })
            .Select(g => new { g.Key.ChannelId, g.Key.Error, Count = g.Count(), LastAt = g.Max(j => j.CompletedAt) })
            .OrderByDescending(g => g.Count).Take(MaxGroups)
            .Select(g => new Group(g.ChannelId, g.Error, g.Count, g.LastAt)).ToListAsync(cancellationToken);

    private static Task<List<Group>> DeliveriesAsync(PortalDbContext db, CancellationToken cancellationToken) =>
        db.AlertDeliveries.Where(d => d.State == DeliveryState.Dead)
            .GroupBy(d => d.LastError)
            .Select(g => new { Reason = g.Key, Count = g.Count(), LastAt = g.Max(d => d.EndedAt) })
            .OrderByDescending(g => g.Count).Take(MaxGroups)
            .Select(g => new Group(null, g.Reason, g.Count, g.LastAt)).ToListAsync(cancellationToken);

    private static Task<List<Group>> CallsAsync(PortalDbContext db, DateTimeOffset since, CancellationToken cancellationToken) =>
        db.SyncAttempts.Where(a => a.StartedAt >= since && a.Error != null)
            .GroupBy(a => new { a.ChannelId, a.Error })
            .Select(g => new { g.Key.ChannelId, g.Key.Error, Count = g.Count(), LastAt = g.Max(a => (DateTimeOffset?)a.StartedAt) })
            .OrderByDescending(g => g.Count).Take(MaxGroups)
            .Select(g => new Group(g.ChannelId, g.Error, g.Count, g.LastAt)).ToListAsync(cancellationToken);

    private sealed record Group(long? ChannelId, string? Reason, int Count, DateTimeOffset? LastAt);
}
