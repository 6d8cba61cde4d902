using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>
/// The portal's tables as far as the engine needs them: rows by id, with the indexes that its queries use and the unique keys
/// that the database keeps. They survive the engine's crashes.
/// </summary>
internal sealed class MemoryTables
{
    private readonly HashSet<string> _movementKeys = new(StringComparer.Ordinal);

    public Dictionary<long, ChannelRow> Channels { get; } = [];

    public MemoryRows<ProductRow> Products { get; } = new();

    public MemoryRows<ListingRow> Listings { get; } = new();

    public Dictionary<string, long> ProductBySku { get; } = new(StringComparer.Ordinal);

    public Dictionary<(long ChannelId, string ExternalId), long> ListingByExternalId { get; } = [];

    public MemoryRows<OrderLineRow> Lines { get; } = new();

    public Dictionary<(long ChannelId, string OrderId), List<long>> LinesOfOrder { get; } = [];

    public MemoryRows<ReservationRow> Reservations { get; } = new();

    public Dictionary<string, IdempotencyRow> Answers { get; } = new(StringComparer.Ordinal);

    public MemoryRows<MovementRow> Movements { get; } = new();

    public MemoryInboxTable Inbox { get; } = new();

    public Dictionary<long, DateTimeOffset> PollCursors { get; } = [];

    /// <summary>Differences seen by reconciliation and not settled, by listing.</summary>
    public Dictionary<long, DiscrepancyRow> Discrepancies { get; } = [];

    /// <summary>Whether unique keys are kept.</summary>
    public bool KeepsUniqueKeys { get; init; } = true;

    /// <summary>Whether a changed row is only written over the version that was read.</summary>
    public bool UpdatesConditionally { get; init; } = true;

    /// <summary>Grows with every commit.</summary>
    public long Commits { get; set; }

    public List<OrderLineRow> ChangedLines { get; set; } = [];

    public List<ReservationRow> ChangedReservations { get; set; } = [];

    public bool HasMovement(string key) => _movementKeys.Contains(key);

    public void Add(MovementRow row)
    {
        _movementKeys.Add(row.IdempotencyKey);
        Movements.Add(row);
    }

    public void Add(OrderLineRow row)
    {
        Lines.Add(row);
        ChangedLines.Add(row);
        if (!LinesOfOrder.TryGetValue((row.ChannelId, row.OrderId), out var lines))
        {
            LinesOfOrder[(row.ChannelId, row.OrderId)] = lines = [];
        }
        lines.Add(row.Id);
    }

    /// <summary>Every listing of a product, in id order.</summary>
    public List<ListingRow> ListingsOf(long productId)
    {
        var found = new List<ListingRow>(4);
        foreach (var row in Listings.All)
        {
            if (row.ProductId == productId)
            {
                found.Add(row);
            }
        }
        return found;
    }
}

/// <summary>What a database says to a write that breaks one of its rules.</summary>
internal sealed class MemoryConflictException(string message) : Exception(message);
