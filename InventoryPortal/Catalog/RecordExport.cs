using System.Globalization;
using CsvHelper;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Which movements a file holds; null members do not narrow it.</summary>
public sealed record MovementSelection(string? Sku = null, string? Channel = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>
/// Writes movements and listings to files of any length: by their ids in short reads, so that neither memory nor anybody's writing pays for
/// it. What is added after the beginning is left out. Values are in one form for every language, and text that begins like a formula is escaped.
/// </summary>
public sealed class RecordExport(PortalDatabase database)
{
    /// <summary>Rows of one read: about 200 KB of text.</summary>
    private const int ChunkSize = 1000;

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
    public async Task WriteMovementsAsync(MovementSelection selection, IReadOnlySet<string>? channels, Stream target, CancellationToken cancellationToken)
    {
        var (sku, allowed) = (Sku.Normalise(selection.Sku), channels?.ToList());
        var end = await database.ReadAsync((db, token) => db.Movements.MaxAsync(m => (long?)m.Id, token), cancellationToken) ?? 0;
        await WriteAsync(
            target,
            MovementColumns,
            (db, last) =>
                from m in db.Movements.Where(m => m.Id > last && m.Id <= end)
                    .Where(m => selection.Since == null || m.RecordedAt >= selection.Since).Where(m => selection.Until == null || m.RecordedAt <= selection.Until)
                join p in db.Products on m.ProductId equals p.Id
                from c in db.Channels.Where(c => c.Id == m.ChannelId).DefaultIfEmpty()
                where (sku == "" || p.SkuNormalised == sku) && (selection.Channel == null || c.Key == selection.Channel) && (allowed == null || allowed.Contains(c.Key))
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
    public Task WriteListingsAsync(string? channel, LinkState? state, IReadOnlySet<string>? channels, Stream target, CancellationToken cancellationToken)
    {
        var allowed = channels?.ToList();
        return WriteAsync(
            target,
            ListingColumns,
            (db, last) =>
                from l in db.Listings.Where(l => l.Id > last).Where(l => state == null || l.LinkState == state)
                join c in db.Channels on l.ChannelId equals c.Id
                from p in db.Products.Where(p => p.Id == l.ProductId).DefaultIfEmpty()
                where (channel == null || c.Key == channel) && (allowed == null || allowed.Contains(c.Key))
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

    private async Task WriteAsync<T>(
        Stream target, string[] columns, Func<PortalDbContext, long, IQueryable<T>> from, Func<T, long> key, Func<T, object?[]> values, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(target, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
        await csv.WriteRecordAsync(columns, cancellationToken);
        for (var (last, full) = (0L, true); full;)
        {
            var after = last;
            var rows = await database.ReadAsync((db, token) => from(db, after).Take(ChunkSize).ToListAsync(token), cancellationToken);
            foreach (var row in rows)
            {
                await csv.WriteRecordAsync([.. values(row).Select(Field)], cancellationToken);
            }
            full = rows.Count == ChunkSize;
            last = full ? key(rows[^1]) : last;
        }
        await csv.FlushAsync(cancellationToken);
    }

    private static string Field(object? value) => value switch
    {
        null => "",
        string text => SpreadsheetText.Guard(text),
        bool flag => flag ? "true" : "false",
        Enum word => char.ToLowerInvariant(word.ToString()[0]) + word.ToString()[1..],
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
