using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>The engine on tables in memory: the same decisions as on a database, without its cost.</summary>
internal sealed class MemoryPortal : ISimulatedPortal
{
    private static readonly Rights Everything = new(Role.Admin, null);
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    private readonly MemoryTables _tables;
    private readonly PlantedBug _planted;
    private readonly SimulatedEnvironment _around;
    private MemoryLedger _ledger;
    private MemoryInbox _inbox;
    private MemoryLane _lane;
    private long _seen = -1;
    private int _movementsSeen;

    public MemoryPortal(SimulatedEnvironment around, PlantedBug planted)
    {
        (_around, _planted) = (around, planted);
        _tables = new MemoryTables { KeepsUniqueKeys = planted != PlantedBug.NoUniqueKey, UpdatesConditionally = planted != PlantedBug.NoConditionalUpdate };
        (_ledger, _inbox, _lane) = Begin();
    }

    public Task FillAsync(SimulatedFill fill)
    {
        for (var i = 0; i < fill.Channels.Count; i++)
        {
            fill.Channels[i].Id = i + 1;
            _tables.Channels.Add(i + 1, fill.Channels[i]);
        }
        for (var i = 0; i < fill.Products.Count; i++)
        {
            fill.Products[i].Id = i + 1;
            _tables.Products.Add(fill.Products[i]);
            _tables.ProductBySku.Add(fill.Products[i].SkuNormalised, i + 1);
        }
        for (var i = 0; i < fill.Listings.Count; i++)
        {
            var (row, channel, product) = fill.Listings[i];
            (row.Id, row.ChannelId, row.ProductId) = (i + 1, channel + 1, product + 1);
            _tables.Listings.Add(row);
            _tables.ListingByExternalId.Add((row.ChannelId, row.ExternalId), row.Id);
        }
        foreach (var product in _tables.Products.All)
        {
            Reallocate(product);
        }
        return Task.CompletedTask;
    }

    public Task CrashAsync()
    {
        _around.NewLife();
        (_ledger, _inbox, _lane) = Begin();
        return Task.CompletedTask;
    }

    public Task<Acceptance> DeliverAsync(SimulatedStore store, string topic, byte[] body) =>
        Task.FromResult(_inbox.Accept(Connect(store.ChannelId), topic, body));

    public async Task PollAsync(SimulatedStore store)
    {
        if (await _inbox.PollAsync(Connect(store.ChannelId)) is null)
        {
            _inbox.SettleUnseen(store.ChannelId);
        }
    }

    public Task InboxAsync() => _inbox.HandleAsync(Connect);

    public Task DrainAsync(SimulatedStore store) => _lane.DrainAsync(Connect(store.ChannelId));

    public Task<IReadOnlyList<ClaimedListing>> ClaimAsync(SimulatedStore store) => Task.FromResult(_lane.Claim(store.ChannelId));

    public Task SendAsync(SimulatedStore store, IReadOnlyList<ClaimedListing> claims) => _lane.SendAsync(Connect(store.ChannelId), claims);

    public Task<CommandAnswer<MovementResult>> MoveAsync(SimulatedMove move, SimulatedMove? between)
    {
        // A twin finds no remembered answer yet; another movement finds the same level.
        Action? other = between is null ? null : () => _ledger.Run(new MovementWork(between.Context, between.Command));
        var isTwin = between?.Key == move.Key;
        _ledger.BeforeLock = isTwin ? other : null;
        _ledger.BeforeCommit = isTwin ? null : other;
        return Task.FromResult(_ledger.Run(new MovementWork(move.Context, move.Command)));
    }

    public Task<CommandAnswer<ReservationResult>> ReserveAsync(ReserveCommand command) =>
        Task.FromResult(_ledger.Run(new ReserveWork(CommandContext.System, command)));

    public Task<CommandAnswer<ReservationResult>> CloseAsync(long reservationId, bool commit) => Task.FromResult(_ledger.Run(
        new CloseReservationWork(CommandContext.System, Everything, reservationId, commit ? ReservationState.Committed : ReservationState.Released)));

    public Task<int> ExpireAsync()
    {
        var now = _around.Clock.GetUtcNow();
        List<LedgerWork> works =
        [
            .. _tables.Reservations.All.Where(r => r.State == ReservationState.Pending && r.ExpiresAt <= now).Select(r => new ExpiryWork(r.Id, null)),
            .. _tables.Lines.All.Where(l => l.Reserved > 0 && l.ReservedUntil <= now).Select(l => new ExpiryWork(null, l.Id)),
        ];
        if (works.Count > 0)
        {
            _ledger.Run(works);
        }
        return Task.FromResult(works.Count);
    }

    public Task ChangeAsync(string sku, Action<ProductRow, IReadOnlyList<ListingRow>> change)
    {
        _around.FailPoints.MustLive();
        var product = _tables.Products[_tables.ProductBySku[Sku.Normalise(sku)]];
        change(product, [.. _tables.Listings.All.Where(l => l.ExternalId == sku)]);
        Reallocate(product);
        return Task.CompletedTask;
    }

    public Task SetStateAsync(SimulatedStore store, ChannelState state)
    {
        var row = _tables.Channels[store.ChannelId];
        row.State = state;
        row.Version++;
        return Task.CompletedTask;
    }

    public Task ApplyWaitingAsync(long listingId)
    {
        var listing = _tables.Listings[listingId];
        List<LedgerWork> works =
        [
            .. _tables.Lines.All.Where(l => l.State == OrderLineState.Unmatched && l.ChannelId == listing.ChannelId && l.ExternalId == listing.ExternalId)
                .OrderBy(l => l.Id).Select(l => new WaitingLineWork(l.Id, listingId, listing.ProductId!.Value)),
        ];
        if (works.Count > 0)
        {
            _ledger.Run(works);
        }
        return Task.CompletedTask;
    }

    public Task RetryAsync(SimulatedStore store, string externalId)
    {
        var row = _tables.Listings[_tables.ListingByExternalId[(store.ChannelId, externalId)]];
        if (row is { ProductId: not null, Desired: not null })
        {
            ListingLease.Revive(row, _around.Clock.GetUtcNow());
            _tables.Commits++;
        }
        return Task.CompletedTask;
    }

    public Task ReconcileAsync(SimulatedStore store) =>
        new MemoryReconciliation(_tables, _inbox, _around).RunAsync(Connect(store.ChannelId));

    public Task<(ProductRow Product, IReadOnlyList<ListingRow> Listings)> ReadAsync(string sku)
    {
        var product = _tables.Products[_tables.ProductBySku[Sku.Normalise(sku)]];
        return Task.FromResult((product, (IReadOnlyList<ListingRow>)_tables.ListingsOf(product.Id)));
    }

    public Task<SimulatedRows?> LookAsync()
    {
        if (_seen == _tables.Commits)
        {
            return Task.FromResult<SimulatedRows?>(null);
        }
        _seen = _tables.Commits;
        var rows = new SimulatedRows(
            _tables.Products.All, _tables.Listings.All, _tables.ChangedLines, _tables.ChangedReservations, _tables.Movements.After(_movementsSeen),
            _tables.Inbox.PendingCount, _tables.Inbox.Broken);
        _movementsSeen = _tables.Movements.All.Count;
        (_tables.ChangedLines, _tables.ChangedReservations) = ([], []);
        return Task.FromResult<SimulatedRows?>(rows);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (MemoryLedger Ledger, MemoryInbox Inbox, MemoryLane Lane) Begin()
    {
        var ledger = new MemoryLedger(_tables, _around.FailPoints, _around.Clock);
        return (
            ledger, new MemoryInbox(_tables, ledger, _planted, _around.Channel, _around.FailPoints, _around.Clock, _around.Random),
            new MemoryLane(_tables, _planted, _around.Channel, _around.FailPoints, _around.Clock, _around.Random));
    }

    private void Reallocate(ProductRow product)
    {
        Reallocation.Apply(product, _tables.ListingsOf(product.Id), _tables.Channels, batch: null, _around.Clock.GetUtcNow(), []);
        _tables.Commits++;
    }

    private ChannelConnection Connect(long channelId)
    {
        var row = _tables.Channels[channelId];
        return new ChannelConnection(row.Id, row.Key, row.Kind, Nothing, Nothing, row.Version);
    }
}
