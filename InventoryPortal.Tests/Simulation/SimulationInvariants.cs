using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What must hold after every step, and what must hold once all is quiet.</summary>
internal sealed class SimulationInvariants(SimulationWorld world)
{
    private readonly Dictionary<long, (long Confirmed, long Token)> _before = [];

    /// <summary>Null when all holds; else what does not.</summary>
    public async Task<string?> BrokenAsync()
    {
        if (await world.Portal.Get<LedgerCheck>().RunAsync(1, SimulationWorld.Stop) is [var mismatch, ..])
        {
            return $"The level is not what the ledger says: {mismatch}";
        }
        var (products, listings) = await RowsAsync();
        foreach (var product in products)
        {
            var planned = Planned([.. listings.Where(l => l.ProductId == product.Id && l.Desired is not null)]);
            if (planned > Math.Max(0, product.OnHand - product.Reserved - product.Buffer))
            {
                return $"{product.Sku}: {planned} are offered, {product.OnHand - product.Reserved} less {product.Buffer} are there.";
            }
        }
        return listings.Select(Broken).FirstOrDefault(b => b is not null) ?? await BrokenRowsAsync();
    }

    /// <summary>Whether nothing is left to do: every listing confirmed, every event handled.</summary>
    public async Task<bool> IsQuietAsync()
    {
        var (_, listings) = await RowsAsync();
        return listings.TrueForAll(l => l.ProductId is null || (l.DesiredRevision == l.ConfirmedRevision && l.UnseenCredit == 0))
            && !await world.Database.ReadAsync((db, token) => db.InboundEvents.AnyAsync(e => e.Status == InboundStatus.Pending, token), SimulationWorld.Stop);
    }

    /// <summary>Compares the stores' own numbers and books with the plan and the ledger.</summary>
    public async Task<string?> BrokenAtTheEndAsync()
    {
        var (_, listings) = await RowsAsync();
        if (listings.Find(l => l.ProductId is not null && l.DesiredRevision != l.ConfirmedRevision) is { } open)
        {
            return $"{Name(open)} never came into sync: {Describe(open)}";
        }
        foreach (var listing in listings.Where(l => l.Desired is not null))
        {
            var shown = StoreOf(listing.ChannelId).Stock[listing.ExternalId];
            if (shown != listing.Desired)
            {
                return $"{Name(listing)}: the store shows {shown}, the plan is {listing.Desired}: {Describe(listing)}";
            }
        }
        var lines = await world.Database.ReadAsync((db, token) => db.OrderLines.ToListAsync(token), SimulationWorld.Stop);
        return world.Stores.Values.SelectMany(s => s.Orders.Values.Select(o => BookBroken(s, o, lines))).FirstOrDefault(b => b is not null);
    }

    private static string? BookBroken(SimulatedStore store, SimulatedOrder order, List<OrderLineRow> all)
    {
        var rows = all.Where(r => r.ChannelId == store.ChannelId && r.OrderId == order.IdText).ToList();
        var gone = rows.Find(r => order.Lines.TrueForAll(l => l.Id != long.Parse(r.LineId, null)) && (r.Sold != r.Returned || r.Reserved != 0) && r.State == OrderLineState.Applied);
        if (gone is not null)
        {
            return $"{store.Key}: the ledger still counts {gone.Sold - gone.Returned} sold, {gone.Reserved} held of a line that order {order.Id} no longer has.";
        }
        foreach (var line in order.Lines)
        {
            var (target, row) = (order.Target(line), rows.Find(r => r.LineId == $"{line.Id}"));
            if (row?.State == OrderLineState.NeedsDecision)
            {
                continue;
            }
            var net = (row?.Sold ?? 0) - (row?.Returned ?? 0);
            if (net != target.Sold - target.Returned || (row?.Reserved is > 0 && row.Reserved != target.Reserved))
            {
                return $"{store.Key}: order {order.Id} {order.Status} {line.ExternalId}: book {target}, ledger sold {row?.Sold} returned {row?.Returned} reserved {row?.Reserved}.";
            }
        }
        return null;
    }

    private static int Planned(IReadOnlyList<ListingRow> listings) =>
        listings.Where(l => l.Mode != ListingMode.Shared).Sum(l => l.Desired!.Value)
        + listings.Where(l => l.Mode == ListingMode.Shared).Select(l => l.Desired!.Value).DefaultIfEmpty().Max();

    private string? Broken(ListingRow listing)
    {
        var (confirmed, token) = _before.GetValueOrDefault(listing.Id);
        _before[listing.Id] = (listing.ConfirmedRevision, listing.LeaseToken);
        return listing.ConfirmedRevision > listing.DesiredRevision ? $"{Name(listing)}: confirmed beyond desired: {Describe(listing)}"
            : listing.ConfirmedRevision < confirmed ? $"{Name(listing)}: the confirmed revision went back: {Describe(listing)}"
            : listing.LeaseToken < token ? $"{Name(listing)}: the token went back: {Describe(listing)}"
            : listing is { Desired: not null, IsDead: false, DueAt: null } && listing.DesiredRevision > listing.ConfirmedRevision
                ? $"{Name(listing)}: behind, and nobody will send it: {Describe(listing)}"
            : null;
    }

    private Task<string?> BrokenRowsAsync() => world.Database.ReadAsync(
        async (db, token) =>
            await db.OrderLines.AnyAsync(l => l.Returned > l.Sold, token) ? "More came back than was sold."
            : await db.InboundEvents.AnyAsync(e => e.Status != InboundStatus.Pending && e.Reason == null, token) ? "An event ended without a reason."
            : await db.InboundEvents.AnyAsync(e => e.Status == InboundStatus.Dead, token) ? "An event died."
            : null,
        SimulationWorld.Stop);

    private async Task<(List<ProductRow> Products, List<ListingRow> Listings)> RowsAsync() => await world.Database.ReadAsync(
        async (db, token) => (await db.Products.ToListAsync(token), await db.Listings.ToListAsync(token)), SimulationWorld.Stop);

    private SimulatedStore StoreOf(long channelId) => world.Stores.Values.Single(s => s.ChannelId == channelId);

    private string Name(ListingRow listing) => $"{listing.ExternalId} at {StoreOf(listing.ChannelId).Key}";

    private static string Describe(ListingRow l) =>
        $"desired {l.Desired} r{l.DesiredRevision}, confirmed {l.Confirmed} r{l.ConfirmedRevision}, told {l.ToldSinceConfirm}, unseen {l.UnseenCredit}, in flight {l.InFlight}, unknown {l.OutcomeUnknown}, "
        + $"due {l.DueAt:HH:mm:ss}, attempts {l.Attempts}, dead {l.IsDead}, token {l.LeaseToken} until {l.LeaseUntil:HH:mm:ss}, mode {l.Mode}, {l.LastError}";
}
