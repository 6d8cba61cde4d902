using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>
/// A channel leaves the shadow: from now on it is written to. What that would do to the numbers that its customers see is weighed by
/// the guard like every other change of many listings.
/// </summary>
internal static class ShadowEnd
{
    /// <summary>Listings marked per statement.</summary>
    private const int Chunk = 500;

    /// <summary>Makes due what the channel does not show yet, inside the caller's transaction; true when the guard holds the larger part back.</summary>
    public static async Task<bool> ApplyAsync(PortalDbContext db, ChannelRow channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await Shown(db, channel.Id).ToListAsync(cancellationToken);
        var changes = rows.ConvertAll(r => new BulkChange(r.Shown, r.Desired));
        var hold = BulkGuard.Decide(changes.ToArray(), new GuardLimits(channel.GuardPercent)) as BulkVerdict.Hold;
        if (hold is not null)
        {
            var large = rows.Where((_, i) => BulkGuard.SizeOf(changes[i]) != BulkChangeSize.Small).Select(r => r.Id).ToList();
            foreach (var chunk in large.Chunk(Chunk))
            {
                await db.Listings.Where(l => chunk.Contains(l.Id)).ExecuteUpdateAsync(
                    s => s.SetProperty(l => l.AwaitsApproval, true).SetProperty(l => l.DueAt, (DateTimeOffset?)null), cancellationToken);
            }
            await AlertWriter.RaiseAsync(
                db, AlertKind.BulkChangeHeld, channel.Key,
                $"Leaving the shadow would zero {hold.Zeroed} and swing {hold.Swung} of {hold.Of} listings of {channel.Key}; those wait until a person approves.",
                null, channel.Id, now, cancellationToken);
        }
        await ChannelControlStore.MakeDueAsync(db, channel.Id, now, cancellationToken);
        return hold is not null;
    }

    /// <summary>What the channel shows and what it is to show, of each listing that it would be sent.</summary>
    public static IQueryable<ShownListing> Shown(PortalDbContext db, long channelId) => db.Listings
        .Where(l => l.ChannelId == channelId && l.LinkState == LinkState.Linked && l.SyncEnabled && l.Desired != null)
        .OrderBy(l => l.Id)
        .Select(l => new ShownListing
        {
            Id = l.Id, ProductId = l.ProductId!.Value, ExternalId = l.ExternalId, Title = l.Title, Desired = l.Desired!.Value, AwaitsApproval = l.AwaitsApproval,
            Confirmed = l.Confirmed, Told = l.ToldSinceConfirm, Observed = l.Observed,
        });

    /// <summary>One listing as its channel shows it and as it is to.</summary>
    internal sealed class ShownListing
    {
        public long Id { get; init; }

        public long ProductId { get; init; }

        public required string ExternalId { get; init; }

        public string? Title { get; init; }

        public int Desired { get; init; }

        public bool AwaitsApproval { get; init; }

        public int? Confirmed { get; init; }

        public int Told { get; init; }

        public int? Observed { get; init; }

        public int? Shown => Domain.Sync.ShownQuantity.Of(Confirmed, Told, Observed);
    }
}
