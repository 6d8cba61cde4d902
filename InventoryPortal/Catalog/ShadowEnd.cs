using InventoryPortal.Domain.Channels;
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
    /// <summary>Makes due what the channel does not show yet, inside the caller's transaction; true when the guard holds the larger part back.</summary>
    public static async Task<bool> ApplyAsync(PortalDbContext db, ChannelRow channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await Shown(db, channel.Id).ToListAsync(cancellationToken);
        var guard = new BulkHold(now, "Leaving the shadow");
        rows.ForEach(row => guard.Note(channel.Id, row.Change));
        var isHeld = await guard.DecideAsync(db, channel, cancellationToken);
        if (isHeld)
        {
            await BulkHold.MarkAsync(db, rows.Select(r => (r.Id, r.Change)), cancellationToken);
        }
        await ChannelControlStore.MakeDueAsync(db, channel.Id, now, cancellationToken);
        return isHeld;
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

        public BulkChange Change => new(Shown, Desired);
    }
}
