using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Ledger;

/// <summary>Takes in the whole state of one order.</summary>
internal sealed class OrderWork(long channelId, OrderSnapshot snapshot, bool readNow, long? eventId) : LedgerWork<OrderVerdict>
{
    /// <summary>What brought these movements about.</summary>
    public const string CauseType = "order";

    public override void Need(LedgerNeeds needs)
    {
        needs.Orders.Add((channelId, snapshot.OrderId));
        foreach (var id in snapshot.Lines.Select(l => l.ExternalId).OfType<string>())
        {
            needs.Listings.Add((channelId, id));
            if (PairedId.Above(id) is { } above)
            {
                // It may be the one that keeps the stock: the listing itself tells, once it is loaded.
                needs.Listings.Add((channelId, above));
            }
        }
    }

    public override void Apply(LedgerBatch batch)
    {
        var channel = batch.Channels[channelId];
        List<OrderLineRow> rows = [.. batch.Orders.GetValueOrDefault((channelId, snapshot.OrderId)) ?? []];
        var known = rows.Select(r => new KnownLine(
            r.LineId, r.SourceVersion, new LineTarget(r.Ordered, r.TargetReserved, r.TargetSold, r.TargetReturned, r.TargetTaken))).ToList();
        var countsFrom = channel.CountsFrom.AddMilliseconds(channel.ClockAheadMs);
        var decision = OrderRules.Decide(known, snapshot, countsFrom, readNow);
        if (decision is not (OrderDecision.Known or OrderDecision.ReadAgain))
        {
            WriteAgain(batch, rows);
        }
        Verdict = decision switch
        {
            OrderDecision.Take take => Take(batch, channel, rows, take),
            OrderDecision.ReadAgain => new OrderVerdict.ReadAgain(),
            OrderDecision.Older => new OrderVerdict.Unchanged(OrderVerdict.OlderReason),
            OrderDecision.BeforeConnection => new OrderVerdict.Unchanged("The order was placed before the channel was connected."),
            _ => new OrderVerdict.Unchanged("Nothing new."),
        };
        EndEvent(batch);
    }

    /// <summary>The cause of a line's next movement: its sequence makes the key unique.</summary>
    public static MovementCause Cause(OrderLineRow row, Actor actor, DateTimeOffset occurredAt, ListingRow? listing = null) =>
        new(CauseType, $"{row.OrderId}/{row.LineId}", $"o:{row.ChannelId}:{row.OrderId}:{row.LineId}:{row.Sequence}", actor, occurredAt)
        {
            ChannelId = row.ChannelId,
            Reference = row.OrderId,
            Listing = listing,
        };

    /// <summary>Brings a line to its target and returns how many movements that took.</summary>
    /// <param name="listing">The listing that sold, where it was ours to steer when it did.</param>
    public static int Step(LedgerBatch batch, OrderLineRow row, ProductRow product, string channelKey, DateTimeOffset occurredAt, ListingRow? listing)
    {
        var target = PendingHold.Effective(
            new LineTarget(row.Ordered, row.TargetReserved, row.TargetSold, row.TargetReturned, row.TargetTaken), row.ReservedUntil, batch.Now);
        var step = OrderLineRules.Step(new LineApplied(row.Reserved, row.Sold, row.Returned, row.Taken), target);
        foreach (var move in step.Moves)
        {
            if (StockRules.Shift(LedgerBatch.Level(product), move.Delta, move.ReservedDelta) is not StockOutcome.Moved moved)
            {
                throw new InvalidOperationException($"Order {row.OrderId} takes {product.Sku} out of the range of levels.");
            }
            row.Sequence++;
            batch.Move(product, move.Kind, moved, Cause(row, Actor.OfChannel(channelKey), occurredAt, listing));
        }
        (row.Reserved, row.Sold, row.Returned, row.Taken) = (step.Applied.Reserved, step.Applied.Sold, step.Applied.Returned, step.Applied.Taken);

        // What the channel has taken from its own number stays taken until the channel itself gives it back.
        row.ReservedUntil = row.TargetReserved == 0 || row.TargetTaken > 0 ? null : row.ReservedUntil ?? batch.Now + PendingHold.Limit;
        row.State = OrderLineState.Applied;
        return step.Moves.Count;
    }

    /// <summary>
    /// Every listing that the order names, now or on record, and the one that keeps its stock, is written again, whatever became of the snapshot: its change has
    /// moved the store's own number, maybe there and back before we heard of either, and maybe across a write of ours. That
    /// goes for orders from before the connection and for a snapshot that comes too late to count as well: it may be the only
    /// one that names a line which the order has lost since.
    /// </summary>
    private void WriteAgain(LedgerBatch batch, List<OrderLineRow> rows)
    {
        foreach (var id in snapshot.Lines.Select(l => l.ExternalId).Concat(rows.Select(r => r.ExternalId)).OfType<string>())
        {
            if (batch.Listings.TryGetValue((channelId, id), out var listing))
            {
                batch.Hear(listing);
                batch.Hear(batch.KeeperOf(listing));
            }
        }
    }

    private OrderVerdict.Taken Take(LedgerBatch batch, ChannelRow channel, List<OrderLineRow> rows, OrderDecision.Take take)
    {
        if (take.Lines.Count == 0 && rows.Count == 0)
        {
            // Nothing else would remember that the order came to this: an older state, heard of later, must change nothing.
            var tombstone = NewRow(batch, new OrderLineSnapshot(OrderLineRules.TombstoneLine, null, null, null, LineTarget.Nothing(0)));
            (tombstone.SourceVersion, tombstone.State) = (snapshot.Version, OrderLineState.CancelledFirst);
            return new OrderVerdict.Taken(0, 0);
        }
        var byId = rows.ToDictionary(r => r.LineId, StringComparer.Ordinal);
        int movements = 0, unmatched = 0;
        foreach (var line in take.Lines)
        {
            if (!byId.TryGetValue(line.LineId, out var row))
            {
                row = NewRow(batch, line);
            }
            movements += Follow(batch, channel, row, line.Target);
            unmatched += row.State == OrderLineState.Unmatched ? 1 : 0;
        }
        foreach (var id in take.Removed)
        {
            movements += Follow(batch, channel, byId[id], LineTarget.Nothing(byId[id].Ordered));
        }
        foreach (var row in rows.Where(r => r.LineId == OrderLineRules.TombstoneLine))
        {
            row.SourceVersion = snapshot.Version;
        }
        return new OrderVerdict.Taken(movements, unmatched);
    }

    private int Follow(LedgerBatch batch, ChannelRow channel, OrderLineRow row, LineTarget target)
    {
        var listing = row.ExternalId is null ? null : batch.Listings.GetValueOrDefault((channelId, row.ExternalId));
        var status = snapshot.Status.Length > 40 ? snapshot.Status[..40] : snapshot.Status;
        row.Status = status;
        row.Ordered = target.Ordered;
        (row.TargetReserved, row.TargetSold, row.TargetReturned, row.TargetTaken) = (target.Reserved, target.Sold, target.Returned, target.Taken);
        row.SourceVersion = snapshot.Version;
        row.UpdatedAt = batch.Now;
        row.Version++;
        var takenDelta = target.Taken - row.Taken;
        if (listing is not null && takenDelta != 0)
        {
            batch.Tell(batch.KeeperOf(listing), takenDelta);
        }
        row.ListingId ??= listing?.Id;
        row.ProductId ??= listing?.ProductId;
        if (row.ProductId is not { } productId || row.State == OrderLineState.NeedsDecision)
        {
            row.Taken = target.Taken;
            row.State = row.ProductId is null ? OrderLineState.Unmatched : row.State;
            return 0;
        }
        var keeper = listing is null ? null : batch.KeeperOf(listing);
        return Step(batch, row, batch.Products[productId], channel.Key, OccurredAt(batch), keeper);
    }

    private OrderLineRow NewRow(LedgerBatch batch, OrderLineSnapshot line)
    {
        var row = new OrderLineRow
        {
            ChannelId = channelId,
            OrderId = snapshot.OrderId,
            LineId = line.LineId,
            ExternalId = line.ExternalId,
            ExternalSku = line.ExternalSku,
            Title = line.Title?.Length > 300 ? line.Title[..300] : line.Title,
            Status = snapshot.Status,
            PlacedAt = snapshot.PlacedAt ?? batch.Now,
            FirstSeenAt = batch.Now,
            UpdatedAt = batch.Now,
        };
        batch.Writes.OrderLines.Add(row);

        // A second snapshot of the same order in this group must find it.
        if (!batch.Orders.TryGetValue((channelId, snapshot.OrderId), out var lines))
        {
            batch.Orders[(channelId, snapshot.OrderId)] = lines = [];
        }
        lines.Add(row);
        return row;
    }

    // The version is the order's last change in ticks; what a broken clock says there is not worth more than our own.
    private DateTimeOffset OccurredAt(LedgerBatch batch) =>
        snapshot.Version > DateTimeOffset.UnixEpoch.Ticks && snapshot.Version < batch.Now.AddDays(1).UtcTicks
            ? new DateTimeOffset(snapshot.Version, TimeSpan.Zero)
            : batch.Now;

    private void EndEvent(LedgerBatch batch)
    {
        if (eventId is { } id && Verdict is not OrderVerdict.ReadAgain)
        {
            batch.Writes.EndedEvents.Add((id, Describe(Verdict!)));
        }
    }

    private static string Describe(OrderVerdict verdict) => verdict switch
    {
        OrderVerdict.Taken taken when taken.Unmatched > 0 => $"{taken.Movements} movements, {taken.Unmatched} lines wait for a mapping.",
        OrderVerdict.Taken taken => $"{taken.Movements} movements.",
        OrderVerdict.Unchanged unchanged => unchanged.Reason,
        _ => "",
    };
}

/// <summary>Applies a line whose listing got a product after the order came.</summary>
internal sealed class WaitingLineWork(long lineId, long listingId, long productId) : LedgerWork<bool>
{
    public override void Need(LedgerNeeds needs)
    {
        needs.OrderLineIds.Add(lineId);
        needs.ProductIds.Add(productId);
    }

    public override void Apply(LedgerBatch batch)
    {
        Verdict = false;
        if (!batch.OrderLines.TryGetValue(lineId, out var row) || row.State != OrderLineState.Unmatched
            || !batch.Products.TryGetValue(productId, out var product)
            || !batch.Listings.Values.Any(l => l.Id == listingId && l.ProductId == productId))
        {
            // Applied or mapped elsewhere meanwhile: the next look sees what is so now.
            return;
        }
        row.ListingId = listingId;
        row.ProductId = productId;
        row.Version++;
        row.UpdatedAt = batch.Now;
        if (product.LastCountAt is { } counted && row.FirstSeenAt <= counted)
        {
            // The count may or may not have seen these units gone: only a person knows.
            row.State = OrderLineState.NeedsDecision;
            return;
        }
        OrderWork.Step(batch, row, product, batch.Channels[row.ChannelId].Key, batch.Now, listing: null);
        Verdict = true;
    }
}
