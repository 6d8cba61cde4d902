using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Ledger;

/// <summary>Promises units.</summary>
internal sealed class ReserveWork(CommandContext context, ReserveCommand command) : CommandWork<ReservationResult>(context)
{
    private readonly string _sku = Sku.Normalise(command.Sku);
    private ReservationRow? _row;

    protected override Deed Deed { get; } = new(Permissions.StockReserve, command.Sku, command.ChannelKey);

    public override void Need(LedgerNeeds needs)
    {
        base.Need(needs);
        needs.Skus.Add(_sku);
    }

    protected override CommandAnswer<ReservationResult> Decide(LedgerBatch batch)
    {
        if (!batch.BySku.TryGetValue(_sku, out var product))
        {
            return new Refusal(RefusalKind.NotFound, "unknown_sku", $"No product has the SKU {command.Sku}.");
        }
        var channel = command.ChannelKey is null ? null : batch.Channels.Values.FirstOrDefault(c => c.Key == command.ChannelKey);
        if (command.ChannelKey is not null && channel is null)
        {
            return new Refusal(RefusalKind.NotFound, "unknown_channel", $"No channel has the key {command.ChannelKey}.");
        }
        switch (StockRules.Reserve(LedgerBatch.Level(product), command.Quantity))
        {
            case StockOutcome.Moved moved:
                _row = new ReservationRow
                {
                    ProductId = product.Id,
                    Quantity = command.Quantity,
                    Reference = command.Reference,
                    ChannelId = channel?.Id,
                    CreatedAt = batch.Now,
                    ExpiresAt = command.ExpiresAt,
                };
                batch.Writes.Reservations.Add(_row);
                var key = Context.Request is { } request ? $"api:{request.Scope}" : $"cmd:{Context.OperationId}:{_sku}";
                batch.Move(product, MovementKind.Reserve, moved, new MovementCause("reservation", null, key, Context.Caller.Actor, batch.Now)
                {
                    ChannelId = channel?.Id,
                    Reference = command.Reference,
                });
                return ReservationViews.Of(_row, product.Sku, channel?.Key);
            case StockOutcome.Insufficient insufficient:
                return LedgerRefusals.Insufficient(product.Sku, insufficient.Available);
            default:
                return LedgerRefusals.OutOfRange(product.Sku);
        }
    }

    protected override ReservationResult Finish(ReservationResult value) => value with { Id = _row!.Id };

    protected override void Describe(ReservationResult value, ActivityNote note) =>
        note.Changed(null, new { value.Id, value.Quantity, value.Reference });
}

/// <summary>Commits or releases a reservation.</summary>
internal sealed class CloseReservationWork(CommandContext context, Rights rights, long id, ReservationState end) : CommandWork<ReservationResult>(context)
{
    private string? _channelKey;

    // Which channel it is for is known only when it was read.
    protected override Deed Deed => new(Permissions.StockReserve, $"reservation {id}", _channelKey);

    public override void Need(LedgerNeeds needs)
    {
        base.Need(needs);
        needs.ReservationIds.Add(id);
    }

    protected override CommandAnswer<ReservationResult> Decide(LedgerBatch batch)
    {
        if (!batch.Reservations.TryGetValue(id, out var row))
        {
            return Refusal.NotFound($"The reservation {id}");
        }
        var channelKey = _channelKey = row.ChannelId is { } channelId ? batch.Channels[channelId].Key : null;
        if (!rights.Allows(Permissions.StockReserve, channelKey))
        {
            return Refusal.Forbidden(Permissions.StockReserve, rights, channelKey);
        }
        var product = batch.Products[row.ProductId];
        if (row.State == end)
        {
            return ReservationViews.Of(row, product.Sku, channelKey);
        }
        if (row.State != ReservationState.Pending)
        {
            return new Refusal(RefusalKind.Conflict, "reservation_closed", $"The reservation {id} is {row.State.ToString().ToLowerInvariant()} already.");
        }
        var sold = end == ReservationState.Committed;
        var outcome = StockRules.Shift(LedgerBatch.Level(product), sold ? -row.Quantity : 0, -row.Quantity);
        if (outcome is not StockOutcome.Moved moved)
        {
            return LedgerRefusals.OutOfRange(product.Sku);
        }
        row.State = end;
        row.ClosedAt = batch.Now;
        batch.Move(product, sold ? MovementKind.Sale : MovementKind.Release, moved, ReservationViews.Cause(row, end, Context.Caller.Actor, batch.Now));
        return ReservationViews.Of(row, product.Sku, channelKey);
    }

    protected override void Describe(ReservationResult value, ActivityNote note) =>
        note.Changed(new { state = nameof(ReservationState.Pending) }, new { state = value.State.ToString(), value.Quantity });
}

/// <summary>Releases one lapsed hold: a reservation's or an unpaid order line's.</summary>
internal sealed class ExpiryWork(long? reservationId, long? orderLineId) : LedgerWork<bool>
{
    public override void Need(LedgerNeeds needs)
    {
        if (reservationId is { } reservation)
        {
            needs.ReservationIds.Add(reservation);
        }
        if (orderLineId is { } line)
        {
            needs.OrderLineIds.Add(line);
        }
    }

    public override void Apply(LedgerBatch batch)
    {
        Verdict = reservationId is { } id ? ExpireReservation(batch, id) : ExpireLine(batch, orderLineId!.Value);
    }

    private static bool ExpireReservation(LedgerBatch batch, long id)
    {
        if (!batch.Reservations.TryGetValue(id, out var row) || row.State != ReservationState.Pending || !(row.ExpiresAt <= batch.Now))
        {
            return false;
        }
        var product = batch.Products[row.ProductId];
        if (StockRules.Shift(LedgerBatch.Level(product), 0, -row.Quantity) is not StockOutcome.Moved moved)
        {
            return false;
        }
        row.State = ReservationState.Expired;
        row.ClosedAt = batch.Now;
        batch.Move(product, MovementKind.Expire, moved, ReservationViews.Cause(row, ReservationState.Expired, Actor.System, batch.Now));
        return true;
    }

    private static bool ExpireLine(LedgerBatch batch, long id)
    {
        if (!batch.OrderLines.TryGetValue(id, out var row) || row.Reserved == 0 || !(row.ReservedUntil <= batch.Now) || row.ProductId is null)
        {
            return false;
        }
        var product = batch.Products[row.ProductId.Value];
        if (StockRules.Shift(LedgerBatch.Level(product), 0, -row.Reserved) is not StockOutcome.Moved moved)
        {
            return false;
        }
        row.Sequence++;
        row.Version++;
        row.Reserved = 0;
        row.UpdatedAt = batch.Now;
        batch.Move(product, MovementKind.Expire, moved, OrderWork.Cause(row, Actor.System, batch.Now));
        return true;
    }
}

internal static class ReservationViews
{
    public static ReservationResult Of(ReservationRow row, string sku, string? channelKey) =>
        new(row.Id, sku, row.Quantity, row.Reference, channelKey, row.State, row.CreatedAt, row.ExpiresAt, row.ClosedAt);

    // The end's name in the key lets each reservation end only once each way.
    public static MovementCause Cause(ReservationRow row, ReservationState end, Actor actor, DateTimeOffset now) =>
        new("reservation", row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), $"res:{row.Id}:{end}", actor, now)
        {
            ChannelId = row.ChannelId,
            Reference = row.Reference,
        };
}
