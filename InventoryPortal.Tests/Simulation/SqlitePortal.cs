using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Reconciliation;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace InventoryPortal.Tests.Simulation;

/// <summary>The real stages on a SQLite file, without their loops and without HTTP.</summary>
internal sealed class SqlitePortal : ISimulatedPortal
{
    private readonly SimulatedEnvironment _around;
    private readonly string _file;
    private SqliteLife _life;
    private long _movementsSeen;

    private SqlitePortal(SimulatedEnvironment around, string file)
    {
        (_around, _file) = (around, file);
        _life = new SqliteLife(file, around);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PortalDatabase Database => _life.Get<PortalDatabase>();

    public static async Task<SqlitePortal> StartAsync(SimulatedEnvironment around)
    {
        var file = TestDatabase.NewFile();
        await File.WriteAllBytesAsync(file, await TestDatabase.MigratedAsync(), Stop);
        return new SqlitePortal(around, file);
    }

    public Task FillAsync(SimulatedFill fill) => Database.WriteAsync(
        async (db, token) =>
        {
            db.Channels.AddRange(fill.Channels);
            db.Products.AddRange(fill.Products);
            await db.SaveChangesAsync(token);
            foreach (var (row, channel, product) in fill.Listings)
            {
                (row.ChannelId, row.ProductId) = (fill.Channels[channel].Id, product is { } at ? fill.Products[at].Id : null);
                db.Listings.Add(row);
            }
            await db.SaveChangesAsync(token);
            await Reallocation.ApplyAsync(db, [.. fill.Products.Select(p => p.Id)], _around.Clock.GetUtcNow(), token);
        },
        Stop);

    public async Task CrashAsync()
    {
        _around.NewLife();
        await _life.DisposeAsync();
        _life = new SqliteLife(_file, _around);
    }

    public async Task<Acceptance> DeliverAsync(SimulatedStore store, string topic, byte[] body) =>
        (await _life.Get<InboxStore>().AcceptAsync(store.Key, new Dictionary<string, string> { ["topic"] = topic }, body, Stop)).What;

    public async Task PollAsync(SimulatedStore store)
    {
        var life = _life;
        if ((await life.Get<OrderPoll>().RunAsync(store.ChannelId, Stop)).Failure is null)
        {
            await life.Get<DueStore>().SettleUnseenAsync(store.ChannelId, Stop);
        }
    }

    public Task InboxAsync() => _life.Inbox.RunOnceAsync(Stop);

    public async Task DrainAsync(SimulatedStore store)
    {
        var life = _life;
        var connection = (await life.Get<ConnectionLookup>().FindAsync(store.ChannelId, Stop))!;
        var lane = new DispatchLane(
            connection, _around.Channel, life.Get<ClaimStore>(), life.Get<VerdictStore>(), life.Gauge(store.ChannelId), life.Get<CommitSignals>(),
            life.Get<FailPoints>(), _around.Clock, NullLogger<DispatchLane>.Instance);
        await lane.DrainAsync(Stop);
    }

    public Task<IReadOnlyList<ClaimedListing>> ClaimAsync(SimulatedStore store) =>
        _life.Get<ClaimStore>().ClaimAsync(store.ChannelId, _around.Channel.Traits, Stop);

    public async Task SendAsync(SimulatedStore store, IReadOnlyList<ClaimedListing> claims)
    {
        var life = _life;
        var connection = (await life.Get<ConnectionLookup>().FindAsync(store.ChannelId, Stop))!;
        var sender = new LaneSender(
            connection, _around.Channel, life.Get<ClaimStore>(), life.Get<VerdictStore>(), life.Gauge(store.ChannelId), life.Get<FailPoints>(), _around.Clock,
            NullLogger<LaneSender>.Instance);
        await sender.SendAsync(claims, Stop);
    }

    public async Task<CommandAnswer<MovementResult>> MoveAsync(SimulatedMove move, SimulatedMove? between)
    {
        // One writer at a time: what another node asks at the same moment comes before.
        var stock = _life.Get<StockStore>();
        if (between is not null)
        {
            await stock.MoveAsync(between.Context, between.Command, Stop);
        }
        return await stock.MoveAsync(move.Context, move.Command, Stop);
    }

    public Task<CommandAnswer<ReservationResult>> ReserveAsync(ReserveCommand command) =>
        _life.Get<ReservationStore>().ReserveAsync(CommandContext.System, command, Stop);

    public Task<CommandAnswer<ReservationResult>> CloseAsync(long reservationId, bool commit) => commit
        ? _life.Get<ReservationStore>().CommitAsync(CommandContext.System, reservationId, Stop)
        : _life.Get<ReservationStore>().ReleaseAsync(CommandContext.System, reservationId, Stop);

    public Task<int> ExpireAsync() => _life.Get<ReservationStore>().ExpireAsync(Stop);

    public Task ChangeAsync(string sku, Action<ProductRow, IReadOnlyList<ListingRow>> change) => Database.WriteAsync(
        async (db, token) =>
        {
            var id = await db.Products.Where(p => p.Sku == sku).Select(p => p.Id).SingleAsync(token);
            await db.Dialect.LockProductsAsync(db, [id], token);
            change(await db.Products.SingleAsync(p => p.Id == id, token), await db.Listings.Where(l => l.ExternalId == sku).OrderBy(l => l.Id).ToListAsync(token));
            await db.SaveChangesAsync(token);
            await Reallocation.ApplyAsync(db, [id], _around.Clock.GetUtcNow(), token);
        },
        Stop);

    public Task SetStateAsync(SimulatedStore store, ChannelState state) => Database.WriteAsync(
        async (db, token) =>
        {
            var row = await db.Channels.SingleAsync(c => c.Id == store.ChannelId, token);
            row.State = state;
            row.Version++;
        },
        Stop);

    public Task ApplyWaitingAsync(long listingId) => _life.Get<OrderStore>().ApplyWaitingAsync([listingId], Stop);

    public Task RetryAsync(SimulatedStore store, string externalId) =>
        _life.Get<DueStore>().RetryAsync(CommandContext.System, store.Key, externalId, Stop);

    public Task ReconcileAsync(SimulatedStore store) =>
        _life.Get<ReconcileRun>().RunAsync(store.ChannelId, DriftPolicy.Overwrite, null, (_, _, _) => Task.CompletedTask, Stop);

    public async Task<SimulatedRows?> LookAsync()
    {
        var rows = await Database.ReadAsync(
            async (db, token) => new SimulatedRows(
                await db.Products.OrderBy(p => p.Id).ToListAsync(token),
                await db.Listings.OrderBy(l => l.Id).ToListAsync(token),
                await db.OrderLines.OrderBy(l => l.Id).ToListAsync(token),
                await db.Reservations.OrderBy(r => r.Id).ToListAsync(token),
                await db.Movements.Where(m => m.Id > _movementsSeen).OrderBy(m => m.Id).ToListAsync(token),
                await db.InboundEvents.CountAsync(e => e.Status == InboundStatus.Pending, token),
                await db.InboundEvents.Where(e => e.Status == InboundStatus.Dead || (e.Status != InboundStatus.Pending && e.Reason == null))
                    .Select(e => $"Event {e.Id} ended without a reason, or died: {e.Reason}").FirstOrDefaultAsync(token)),
            Stop);
        _movementsSeen = rows.Movements.Count > 0 ? rows.Movements[^1].Id : _movementsSeen;
        return rows;
    }

    public async Task<(ProductRow Product, IReadOnlyList<ListingRow> Listings)> ReadAsync(string sku) => await Database.ReadAsync(
        async (db, token) =>
        {
            var product = await db.Products.SingleAsync(p => p.Sku == sku, token);
            return (product, (IReadOnlyList<ListingRow>)await db.Listings.Where(l => l.ProductId == product.Id).ToListAsync(token));
        },
        Stop);

    public async ValueTask DisposeAsync()
    {
        await _life.DisposeAsync();
        TestDatabase.Delete(_file);
    }
}
