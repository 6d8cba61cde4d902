using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>
/// Weighs what a change of many products would do to each channel before any of it goes out. Where it would zero or swing more of a channel's
/// confirmed listings than its guard allows, those listings wait until a person approves, with or without having taken the change back.
/// </summary>
/// <param name="now">The instant of the change.</param>
/// <param name="what">What changes, as the alert's sentence begins: "A change of weights".</param>
/// <param name="held">Channels that an earlier part of the change held: what is left may weigh too little to be held by itself.</param>
internal sealed class BulkHold(DateTimeOffset now, string what, IEnumerable<long>? held = null)
{
    /// <summary>Listings marked per statement.</summary>
    private const int MarkedAtOnce = 500;

    private readonly Dictionary<long, List<BulkChange>> _changes = [];
    private readonly HashSet<long> _held = [.. held ?? []];

    /// <summary>Channels whose larger changes wait.</summary>
    public IReadOnlySet<long> Held => _held;

    /// <summary>Notes what these products' listings would show.</summary>
    /// <param name="propose">Makes of a product as it is what it is to be; null where the products themselves stay.</param>
    /// <param name="rules">The same of a listing.</param>
    public async Task WeighAsync(
        PortalDbContext db, IReadOnlyCollection<long> productIds, Action<ProductRow>? propose, Action<ListingRow>? rules, CancellationToken cancellationToken)
    {
        var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id)).ToListAsync(cancellationToken);
        var listings = await db.Listings.AsNoTracking().Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value)).ToListAsync(cancellationToken);
        var channels = await db.Channels.AsNoTracking().ToDictionaryAsync(c => c.Id, cancellationToken);
        listings.ForEach(rules ?? (_ => { }));
        var byProduct = listings.ToLookup(l => l.ProductId!.Value);
        foreach (var product in products)
        {
            propose?.Invoke(product);
            List<ListingRow> own = [.. byProduct[product.Id]];
            var shares = Allocator.Allocate(
                Reallocation.Divisible(product.OnHand - product.Reserved, own), product.Buffer, Reallocation.Inputs(product, own, channels));
            for (var i = 0; i < own.Count; i++)
            {
                if (own[i] is { SyncEnabled: true, LinkState: LinkState.Linked })
                {
                    Note(own[i].ChannelId, new BulkChange(own[i].Confirmed, shares[i].Quantity));
                }
            }
        }
    }

    /// <summary>Decides for each channel and raises an alert for those that are held.</summary>
    public async Task DecideAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        var ids = _changes.Keys.ToList();
        var channels = await db.Channels.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancellationToken);
        foreach (var channel in channels)
        {
            await DecideAsync(db, channel, cancellationToken);
        }
    }

    /// <summary>The same for one channel, as it is to be; true when it is held.</summary>
    public async Task<bool> DecideAsync(PortalDbContext db, ChannelRow channel, CancellationToken cancellationToken)
    {
        if (BulkGuard.Decide(_changes.GetValueOrDefault(channel.Id, []).ToArray(), new GuardLimits(channel.GuardPercent)) is not BulkVerdict.Hold hold)
        {
            return false;
        }
        _held.Add(channel.Id);
        await AlertWriter.RaiseAsync(
            db, AlertKind.BulkChangeHeld, channel.Key,
            $"{what} would zero {hold.Zeroed} and swing {hold.Swung} of {hold.Of} listings of {channel.Key}; those wait until a person approves.",
            null, channel.Id, now, cancellationToken);
        return true;
    }

    /// <summary>Keeps the larger changes of held channels back. The caller has reallocated and saved.</summary>
    public async Task KeepBackAsync(PortalDbContext db, IReadOnlyCollection<long> productIds, CancellationToken cancellationToken)
    {
        if (_held.Count == 0)
        {
            return;
        }
        var held = _held.ToList();
        var rows = await db.Listings.AsNoTracking()
            .Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value) && held.Contains(l.ChannelId) && l.Desired != null)
            .Select(l => new { l.Id, l.Confirmed, l.Desired }).ToListAsync(cancellationToken);
        await MarkAsync(db, rows.Select(r => (r.Id, new BulkChange(r.Confirmed, r.Desired!.Value))), cancellationToken);
    }

    /// <summary>Has the larger ones of these changes wait for a person.</summary>
    public static async Task MarkAsync(PortalDbContext db, IEnumerable<(long ListingId, BulkChange Change)> changes, CancellationToken cancellationToken)
    {
        var large = changes.Where(c => BulkGuard.SizeOf(c.Change) != BulkChangeSize.Small).Select(c => c.ListingId);
        foreach (var ids in large.Chunk(MarkedAtOnce))
        {
            await db.Listings.Where(l => ids.Contains(l.Id)).ExecuteUpdateAsync(
                s => s.SetProperty(l => l.AwaitsApproval, true).SetProperty(l => l.DueAt, (DateTimeOffset?)null), cancellationToken);
        }
    }

    /// <summary>Notes what one listing of a channel would show.</summary>
    public void Note(long channelId, BulkChange change)
    {
        if (!_changes.TryGetValue(channelId, out var changes))
        {
            _changes[channelId] = changes = [];
        }
        changes.Add(change);
    }
}
