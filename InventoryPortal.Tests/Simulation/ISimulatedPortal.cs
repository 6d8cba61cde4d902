using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation;

/// <summary>
/// The engine of the portal on one kind of storage, a step at a time: what its own loops, its doors and its people would do.
/// The script is written against this, so that it runs on every kind.
/// </summary>
internal interface ISimulatedPortal : IAsyncDisposable
{
    /// <summary>Makes channels, products and listings; their ids are theirs afterwards.</summary>
    Task FillAsync(SimulatedFill fill);

    /// <summary>Ends the engine without finishing anything and begins again on what was committed.</summary>
    Task CrashAsync();

    /// <summary>A webhook comes to the door.</summary>
    Task<Acceptance> DeliverAsync(SimulatedStore store, string topic, byte[] body);

    /// <summary>Reads the store's changed orders, then gives up waiting for inferred sales that they would have told of.</summary>
    Task PollAsync(SimulatedStore store);

    /// <summary>Handles what waits in the inbox once.</summary>
    Task InboxAsync();

    /// <summary>Sends until nothing is due at the store.</summary>
    Task DrainAsync(SimulatedStore store);

    Task<IReadOnlyList<ClaimedListing>> ClaimAsync(SimulatedStore store);

    Task SendAsync(SimulatedStore store, IReadOnlyList<ClaimedListing> claims);

    /// <summary>Records a movement under its key.</summary>
    /// <param name="between">Asked of another node at the same moment, and committed first.</param>
    Task<CommandAnswer<MovementResult>> MoveAsync(SimulatedMove move, SimulatedMove? between);

    Task<CommandAnswer<ReservationResult>> ReserveAsync(ReserveCommand command);

    Task<CommandAnswer<ReservationResult>> CloseAsync(long reservationId, bool commit);

    Task<int> ExpireAsync();

    /// <summary>Changes a product and its listings, found by SKU, as an editor does, and allocates again.</summary>
    Task ChangeAsync(string sku, Action<ProductRow, IReadOnlyList<ListingRow>> change);

    Task SetStateAsync(SimulatedStore store, ChannelState state);

    /// <summary>Takes up the order lines that waited for this listing's product.</summary>
    Task ApplyWaitingAsync(long listingId);

    /// <summary>Gives a dead listing another chance.</summary>
    Task RetryAsync(SimulatedStore store, string externalId);

    /// <summary>One look at whether the store shows what we think; what two looks agree on is written over.</summary>
    Task ReconcileAsync(SimulatedStore store);

    /// <summary>A product and its listings as they are committed.</summary>
    Task<(ProductRow Product, IReadOnlyList<ListingRow> Listings)> ReadAsync(string sku);

    /// <summary>The rows as they are committed; null when nothing was since the last look.</summary>
    Task<SimulatedRows?> LookAsync();
}

/// <summary>What a run begins with. A listing names its channel and its product, if it is mapped, by their place in the lists.</summary>
internal sealed record SimulatedFill(
    IReadOnlyList<ChannelRow> Channels, IReadOnlyList<ProductRow> Products, IReadOnlyList<(ListingRow Row, int Channel, int? Product)> Listings);

/// <summary>A movement and the key of the request that asks for it.</summary>
internal sealed record SimulatedMove(string Key, MovementCommand Command)
{
    public CommandContext Context => new(Caller.System, new SimulatedRequest(Key)) { OperationId = Key };
}

/// <summary>A request that may be repeated under its key.</summary>
internal sealed record SimulatedRequest(string Key) : IdempotentRequest(Key, "the one body of this key")
{
    public override StoredAnswer RenderValue(object value) => new(200, value is MovementResult movement ? $"{movement.Id}" : "");

    public override StoredAnswer RenderRefusal(Refusal refusal) => new(409, refusal.Code);
}

/// <summary>What is committed.</summary>
/// <param name="Lines">At least those that changed since the last look.</param>
/// <param name="Reservations">At least those that changed since the last look.</param>
/// <param name="Movements">Those that are new since the last look.</param>
/// <param name="PendingEvents">Events of the inbox without an end.</param>
/// <param name="BrokenEvent">An event that died or ended without a reason.</param>
internal sealed record SimulatedRows(
    IReadOnlyList<ProductRow> Products,
    IReadOnlyList<ListingRow> Listings,
    IReadOnlyCollection<OrderLineRow> Lines,
    IReadOnlyCollection<ReservationRow> Reservations,
    IReadOnlyList<MovementRow> Movements,
    int PendingEvents,
    string? BrokenEvent);
