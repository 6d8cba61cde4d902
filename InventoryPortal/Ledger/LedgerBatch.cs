using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Ledger;

/// <summary>Why a movement is made, as written on it.</summary>
/// <param name="Type">order, reservation, command, expiry, repair.</param>
/// <param name="Key">Unique idempotency key.</param>
/// <param name="OccurredAt">When it happened where it happened.</param>
internal sealed record MovementCause(string Type, string? Id, string Key, Actor Actor, DateTimeOffset OccurredAt)
{
    public long? ChannelId { get; init; }

    public string? Reference { get; init; }

    public string? Reason { get; init; }

    public string? Note { get; init; }

    /// <summary>The listing that sold; null where no channel did.</summary>
    public ListingRow? Listing { get; init; }
}

/// <summary>Everything one group decides on, loaded and locked, and what it changed.</summary>
internal sealed class LedgerBatch(DateTimeOffset now)
{
    private readonly Dictionary<long, int> _availableBefore = [];
    private readonly Dictionary<long, MovementRow> _lastMovement = [];

    public DateTimeOffset Now { get; } = now;

    public Dictionary<string, ProductRow> BySku { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, ProductRow> Products { get; } = [];

    /// <summary>Every listing of every loaded product, and those asked for by external id.</summary>
    public Dictionary<(long ChannelId, string ExternalId), ListingRow> Listings { get; } = [];

    public Dictionary<long, ChannelRow> Channels { get; set; } = [];

    public Dictionary<(long ChannelId, string OrderId), List<OrderLineRow>> Orders { get; } = [];

    public Dictionary<long, OrderLineRow> OrderLines { get; } = [];

    public Dictionary<long, ReservationRow> Reservations { get; } = [];

    public Dictionary<string, IdempotencyRow> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines of imports, which get their verdict in the transaction of their movement.</summary>
    public Dictionary<long, ImportLineRow> ImportLines { get; } = [];

    /// <summary>Those of the keys asked for that a movement has already.</summary>
    public HashSet<string> TakenKeys { get; } = new(StringComparer.Ordinal);

    /// <summary>What it adds to the tables.</summary>
    public LedgerWrites Writes { get; } = new();

    /// <summary>Listings on which their channel told of an order: their revision moves even if the desired quantity stays.</summary>
    public HashSet<ListingRow> Told { get; } = [];

    /// <summary>Net units that channels told they took, by listing.</summary>
    public Dictionary<ListingRow, int> Taken { get; } = [];

    /// <summary>The trace of the work that decides now; null where none is recorded.</summary>
    public string? Trace { get; set; }

    /// <summary>The trace of the last work that moved or told of each product, where one is recorded.</summary>
    public Dictionary<long, string> Traces { get; } = [];

    /// <summary>Products moved, with what was available before.</summary>
    public IReadOnlyDictionary<long, int> Touched => _availableBefore;

    /// <summary>The newest movement of each product moved.</summary>
    public IReadOnlyDictionary<long, MovementRow> LastMovement => _lastMovement;

    /// <summary>Writes a movement and the level it leads to. The level's row is updated conditionally on its stock version.</summary>
    public MovementRow Move(ProductRow product, MovementKind kind, StockOutcome.Moved moved, MovementCause cause)
    {
        var availableBefore = product.OnHand - product.Reserved;
        if (_availableBefore.TryAdd(product.Id, availableBefore))
        {
            product.StockVersion++;
        }
        product.OnHand = moved.After.OnHand;
        product.Reserved = moved.After.Reserved;
        product.UpdatedAt = Now;
        if (kind == MovementKind.Count)
        {
            product.LastCountAt = Now;
        }
        var movement = new MovementRow
        {
            ProductId = product.Id,
            Kind = kind,
            Delta = moved.Delta,
            ReservedDelta = moved.ReservedDelta,
            OnHandAfter = moved.After.OnHand,
            ReservedAfter = moved.After.Reserved,
            CauseType = cause.Type,
            CauseId = cause.Id,
            IdempotencyKey = cause.Key,
            ChannelId = cause.ChannelId,
            Reference = cause.Reference,
            ActorKind = cause.Actor.Kind,
            ActorId = cause.Actor.Id,
            ActorName = cause.Actor.Name,
            Reason = cause.Reason,
            Note = cause.Note,
            OccurredAt = cause.OccurredAt,
            RecordedAt = Now,
        };
        Writes.Movements.Add(movement);
        TraceOf(product.Id);
        if (moved.After.Available < Math.Min(0, availableBefore))
        {
            Writes.Oversells.Add(OversellRecord.Of(movement, availableBefore, cause));
        }
        _lastMovement[product.Id] = movement;
        return movement;
    }

    /// <summary>A channel told of an order on this listing.</summary>
    public void Hear(ListingRow listing)
    {
        Told.Add(listing);
        TraceOf(listing.ProductId);
    }

    /// <summary>The listing whose number an order on this one moves at the channel: itself, or the one that keeps its stock.</summary>
    public ListingRow KeeperOf(ListingRow listing) => PairedId.KeeperOf(listing.ExternalId, listing.StockState) is { } id
        ? Listings.GetValueOrDefault((listing.ChannelId, id), listing)
        : listing;

    /// <summary>
    /// The channel told that it took units from (or gave units back to) its own number. Units that our last write already
    /// left out as an unseen sale are not counted a second time.
    /// </summary>
    public void Tell(ListingRow listing, int takenDelta)
    {
        var foreseen = Math.Clamp(takenDelta, 0, listing.UnseenCredit);
        listing.UnseenCredit -= foreseen;
        listing.ToldSinceConfirm += takenDelta - foreseen;
        Taken[listing] = Taken.GetValueOrDefault(listing) + takenDelta;
        if (takenDelta > 0)
        {
            listing.LastSaleAt = Now;
        }
    }

    private void TraceOf(long? productId)
    {
        if (Trace is not null && productId is { } id)
        {
            Traces[id] = Trace;
        }
    }

    public static StockLevel Level(ProductRow product) => new(product.OnHand, product.Reserved);
}
