using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What must hold after every step, and what must hold once all is quiet. Each answer begins with the invariant's number in the design.</summary>
internal sealed class SimulationInvariants(SimulationWorld world)
{
    private readonly SimulationAccount _account = new(world);
    private readonly Dictionary<long, (long Confirmed, long Token)> _before = [];
    private SimulatedRows? _rows;
    private string? _raised;

    /// <summary>Whether nothing is left to do: every listing confirmed, every event handled, every order line taken up.</summary>
    public bool IsQuiet => _rows is { PendingEvents: 0 }
        && _rows.Listings.All(l => l.ProductId is null || (l.DesiredRevision == l.ConfirmedRevision && l.UnseenCredit == 0))
        && !_account.Lines.Values.Any(l => l.State == OrderLineState.Unmatched);

    /// <summary>Null when all holds; else what does not.</summary>
    public async Task<string?> BrokenAsync()
    {
        if (_raised is not null || await world.Portal.LookAsync() is not { } rows)
        {
            return _raised;
        }
        _rows = rows;
        if (rows.BrokenEvent is { } ended)
        {
            return $"I6: {ended}";
        }
        if (_account.Broken(rows) is { } wrong)
        {
            return wrong;
        }
        foreach (var product in rows.Products)
        {
            var planned = Planned(rows.Listings, product.Id);
            if (planned > Math.Max(0, product.OnHand - product.Reserved - product.Buffer))
            {
                return $"I3: {planned} of {product.Sku} are offered, {product.OnHand - product.Reserved} less {product.Buffer} are there.";
            }
        }
        foreach (var listing in rows.Listings)
        {
            if (Broken(listing) is { } broken)
            {
                return broken;
            }
        }
        return null;
    }

    /// <summary>I14: looks at a write that is about to be made right after its claim.</summary>
    public async Task LookAtRaiseAsync(SimulatedStore store, QuantityPush push)
    {
        var (product, listings) = await world.Portal.ReadAsync(push.ExternalId);
        var own = listings.FirstOrDefault(l => l.Id == push.ListingId);
        if (own is null || push.Quantity <= (own.Confirmed - own.ToldSinceConfirm ?? own.Observed ?? 0))
        {
            return;
        }
        int others = 0, pool = 0;
        foreach (var listing in listings)
        {
            var shown = Math.Max(listing.Confirmed - listing.ToldSinceConfirm ?? listing.Observed ?? 0, listing.InFlight ?? 0);
            var may = Math.Max(0, Math.Max(listing.Desired ?? 0, shown));
            pool = listing.Mode == ListingMode.Shared ? Math.Max(pool, may) : pool;
            others += listing.Mode == ListingMode.Shared || listing.Id == own.Id || listing.LinkState != LinkState.Linked ? 0 : may;
        }
        var room = Math.Max(0, product.OnHand - product.Reserved - product.Buffer) - others - (own.Mode == ListingMode.Shared ? 0 : pool);
        if (push.Quantity > Math.Max(0, room))
        {
            _raised ??= $"I14: {push.ExternalId} at {store.Key} is raised to {push.Quantity} where there is room for {room} of {product.OnHand} less {product.Reserved} less {product.Buffer}: "
                + string.Join("; ", listings.Select(l => $"{Name(l)} {Describe(l)}"));
        }
    }

    /// <summary>Compares the stores' own numbers and books with the plan and the ledger.</summary>
    public string? BrokenAtTheEnd() => NotInSync() ?? Listings().Where(l => NotOnPlan(l) is not null && !IsExcused(l)).Select(NotOnPlan).FirstOrDefault()
        ?? _account.BrokenAtTheEnd();

    /// <summary>I10, for every listing.</summary>
    public string? NotOnPlan() => NotInSync() ?? Listings().Select(NotOnPlan).FirstOrDefault(b => b is not null);

    /// <summary>The rows as last seen: equal for two runs that came to the same end.</summary>
    public string Describe() => string.Join(
        Environment.NewLine,
        (_rows?.Products ?? []).Select(p => $"{p.Sku}: {p.OnHand} on hand, {p.Reserved} reserved, buffer {p.Buffer}, stock version {p.StockVersion}")
            .Concat(Listings().Select(l => $"{Name(l)}: shows {Store(l).Stock[l.ExternalId]}, {Describe(l)}"))
            .Concat(_account.Lines.Values.OrderBy(l => l.Id).Select(l => $"line {l.OrderId}/{l.LineId}: {l.State}, sold {l.Sold}, returned {l.Returned}, reserved {l.Reserved}, {l.Sequence} movements")));

    private static int Planned(IReadOnlyList<ListingRow> listings, long productId)
    {
        int planned = 0, pool = 0;
        foreach (var listing in listings)
        {
            if (listing.ProductId == productId && listing.Desired is { } desired)
            {
                planned += listing.Mode == ListingMode.Shared ? 0 : desired;
                pool = listing.Mode == ListingMode.Shared ? Math.Max(pool, desired) : pool;
            }
        }
        return planned + pool;
    }

    private string? Broken(ListingRow listing)
    {
        var (confirmed, token) = _before.GetValueOrDefault(listing.Id);
        _before[listing.Id] = (listing.ConfirmedRevision, listing.LeaseToken);
        return listing.ConfirmedRevision > listing.DesiredRevision ? $"I9: {Name(listing)} is confirmed beyond what is desired: {Describe(listing)}"
            : listing.ConfirmedRevision < confirmed ? $"I9: the confirmed revision of {Name(listing)} went back: {Describe(listing)}"
            : listing.LeaseToken < token ? $"I8: the token of {Name(listing)} went back: {Describe(listing)}"
            : listing.LeaseUntil is null && IsHeld(listing) ? $"I8: the lease of {Name(listing)} was ended by another than its holder: {Describe(listing)}"
            : listing is { Desired: not null, IsDead: false, DueAt: null } && listing.DesiredRevision > listing.ConfirmedRevision
                ? $"I7: {Name(listing)} is behind, and nobody will send it: {Describe(listing)}"
            : IsSettled(listing) && Store(listing).Taken.FindLast(t => t.ExternalId == listing.ExternalId) is { IsUnrecorded: false } taken
                && taken.Quantity != listing.Confirmed
                ? $"I9: {Name(listing)} counts as settled, and the store took {taken.Quantity}, which it is yet to show: {Describe(listing)}"
            : null;
    }

    // Confirmed, and nothing known that may still change it.
    private static bool IsSettled(ListingRow listing) =>
        listing is { OutcomeUnknown: false, InFlight: null, LeaseUntil: null, UnseenCredit: 0, IsDead: false, Desired: not null } && listing.DesiredRevision == listing.ConfirmedRevision;

    private bool IsExcused(ListingRow listing)
    {
        var isExcused = Store(listing).IsUnrecorded(listing.ExternalId) || _account.IsExcused(Store(listing), listing.ExternalId);
        if (isExcused)
        {
            world.Faults.Note("left to reconciliation");
        }
        return isExcused;
    }

    // Claimed a moment ago, and not sent yet.
    private bool IsHeld(ListingRow listing) => world.Claimed.Exists(c =>
        c.At + ListingLease.Length > world.Clock.GetUtcNow() && c.Claims.Any(claim => claim.ListingId == listing.Id && claim.Token == listing.LeaseToken));

    private IEnumerable<ListingRow> Listings() => _rows?.Listings ?? [];

    private string? NotInSync() => Listings().Where(l => l.ProductId is not null && l.DesiredRevision != l.ConfirmedRevision)
        .Select(l => $"I10: {Name(l)} never came into sync: {Describe(l)}").FirstOrDefault();

    private string? NotOnPlan(ListingRow listing) => listing.Desired is { } desired && Store(listing).Stock[listing.ExternalId] != desired
        ? $"I10: {Name(listing)} shows {Store(listing).Stock[listing.ExternalId]}, the plan is {desired}: {Describe(listing)}"
        : null;

    private SimulatedStore Store(ListingRow listing) => world.Stores.Single(s => s.ChannelId == listing.ChannelId);

    private string Name(ListingRow listing) => $"{listing.ExternalId} at {Store(listing).Key}";

    private static string Describe(ListingRow l) =>
        $"desired {l.Desired} r{l.DesiredRevision}, confirmed {l.Confirmed} r{l.ConfirmedRevision}, told {l.ToldSinceConfirm}, unseen {l.UnseenCredit}, in flight {l.InFlight}, unknown {l.OutcomeUnknown}, "
        + $"due {l.DueAt:HH:mm:ss}, attempts {l.Attempts}, dead {l.IsDead}, token {l.LeaseToken} until {l.LeaseUntil:HH:mm:ss}, mode {l.Mode}, {l.LastError}";
}
