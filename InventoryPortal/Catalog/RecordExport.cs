using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Which movements a file holds; null members do not narrow it.</summary>
public sealed record MovementSelection(string? Sku = null, string? Channel = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>Writes movements and listings to files of any length. What is added after the beginning is left out.</summary>
public sealed class RecordExport(PortalDatabase database)
{
    private static readonly string[] MovementColumns =
    [
        "id", "sku", "kind", "delta", "reservedDelta", "onHandAfter", "reservedAfter", "channel", "reference", "reason", "note", "actor", "occurredAt", "recordedAt",
    ];

    private static readonly string[] ListingColumns =
    [
        "channel", "externalId", "externalSku", "title", "sku", "weight", "mode", "min", "max", "buffer", "fixedQuantity", "syncEnabled", "desiredQuantity",
        "confirmedQuantity", "confirmedAt", "state",
    ];

    /// <summary>Writes the ledger, oldest first.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; what belongs to no channel is told. Null for all.</param>
    public async Task WriteMovementsAsync(MovementSelection selection, IReadOnlySet<string>? scope, Stream target, CancellationToken cancellationToken)
    {
        var sku = Sku.Normalise(selection.Sku);
        var end = await database.ReadAsync((db, token) => db.Movements.MaxAsync(m => (long?)m.Id, token), cancellationToken) ?? 0;
        await RecordFile.WriteAsync(
            database,
            target,
            MovementColumns,
            (db, last) =>
                from m in db.Movements.Within(db, scope, m => m.ChannelId, withShared: true).Where(m => m.Id > last && m.Id <= end)
                    .Where(m => selection.Since == null || m.RecordedAt >= selection.Since).Where(m => selection.Until == null || m.RecordedAt <= selection.Until)
                join p in db.Products on m.ProductId equals p.Id
                from c in db.Channels.Where(c => c.Id == m.ChannelId).DefaultIfEmpty()
                where (sku == "" || p.SkuNormalised == sku) && (selection.Channel == null || c.Key == selection.Channel)
                orderby m.Id
                select new
                {
                    m.Id,
                    Values = new object?[]
                    {
                        m.Id, p.Sku, m.Kind, m.Delta, m.ReservedDelta, m.OnHandAfter, m.ReservedAfter, c.Key, m.Reference, m.Reason, m.Note, m.ActorName, m.OccurredAt, m.RecordedAt,
                    },
                },
            row => row.Id,
            row => row.Values,
            cancellationToken);
    }

    /// <summary>Writes listings with their rules, in the order in which they came.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task WriteListingsAsync(string? channel, LinkState? state, IReadOnlySet<string>? scope, Stream target, CancellationToken cancellationToken) =>
        RecordFile.WriteAsync(
            database,
            target,
            ListingColumns,
            (db, last) =>
                from l in db.Listings.Within(db, scope, l => l.ChannelId).Where(l => l.Id > last).Where(l => state == null || l.LinkState == state)
                join c in db.Channels on l.ChannelId equals c.Id
                from p in db.Products.Where(p => p.Id == l.ProductId).DefaultIfEmpty()
                where channel == null || c.Key == channel
                orderby l.Id
                select new
                {
                    l.Id,
                    Values = new object?[]
                    {
                        c.Key, l.ExternalId, l.ExternalSku, l.Title, p.Sku, l.Weight, l.Mode, l.Min, l.Max, l.Buffer, l.FixedQuantity, l.SyncEnabled, l.Desired, l.Confirmed,
                        l.ConfirmedAt, l.LinkState,
                    },
                },
            row => row.Id,
            row => row.Values,
            cancellationToken);
}
