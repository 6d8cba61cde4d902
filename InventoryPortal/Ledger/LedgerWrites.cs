using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Ledger;

/// <summary>Rows that a group changes or adds, and inbox rows that end with it: collected while it decides, written together.</summary>
internal sealed class LedgerWrites
{
    /// <summary>Levels.</summary>
    public RowUpdate<ProductRow> Products { get; } = new();

    /// <summary>What listings should show, and what their channels told.</summary>
    public RowUpdate<ListingRow> Listings { get; } = new();

    /// <summary>What became of lines of imports.</summary>
    public RowUpdate<ImportLineRow> ImportLines { get; } = new();

    public List<MovementRow> Movements { get; } = [];

    public List<OrderLineRow> OrderLines { get; } = [];

    public List<ReservationRow> Reservations { get; } = [];

    /// <summary>Movements that took more than there was, with their evidence.</summary>
    public List<OversellRow> Oversells { get; } = [];

    public List<(long EventId, string Reason)> EndedEvents { get; } = [];

    /// <summary>Known only when the other rows have their ids.</summary>
    public List<ActivityRow> Activity { get; } = [];

    /// <summary>Likewise.</summary>
    public List<IdempotencyRow> Answers { get; } = [];

    /// <summary>What the works decided, into the transaction.</summary>
    public async Task AddDecidedAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await RowInsert.InsertAsync(db, Movements, nameof(MovementRow.IdempotencyKey), (row, id) => row.Id = id, cancellationToken);
        await Products.SaveAsync(db, cancellationToken);
        await Listings.SaveAsync(db, cancellationToken);
        await ImportLines.SaveAsync(db, cancellationToken);
        db.OrderLines.AddRange(OrderLines);
        db.Reservations.AddRange(Reservations);
        db.Oversells.AddRange(Oversells);
        foreach (var (eventId, reason) in EndedEvents)
        {
            InboxEnding.MarkDone(db, eventId, reason, now);
        }
    }

    /// <summary>What is remembered of it, into the transaction.</summary>
    public async Task AddRememberedAsync(PortalDbContext db, CancellationToken cancellationToken)
    {
        await RowInsert.InsertAsync(db, Activity, cancellationToken);
        await RowInsert.InsertAsync(db, Answers, cancellationToken);
    }
}
