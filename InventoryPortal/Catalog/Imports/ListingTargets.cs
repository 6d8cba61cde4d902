using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>The listings that lines of a file name by channel and id.</summary>
internal sealed class ListingTargets
{
    private readonly Dictionary<string, ChannelRow> _channels;
    private readonly Dictionary<(long, string), ListingRow> _listings;

    private ListingTargets(Dictionary<string, ChannelRow> channels, Dictionary<(long, string), ListingRow> listings) => (_channels, _listings) = (channels, listings);

    public static async Task<ListingTargets> LoadAsync(PortalDbContext db, IReadOnlyList<DraftLine> lines, CancellationToken cancellationToken)
    {
        var channels = await db.Channels.ToDictionaryAsync(c => c.Key, StringComparer.Ordinal, cancellationToken);
        var listings = new Dictionary<(long, string), ListingRow>();
        foreach (var group in lines.Where(l => l.Text("externalId") is not null).GroupBy(l => l.Text("channel") ?? ""))
        {
            if (channels.TryGetValue(group.Key, out var channel))
            {
                var ids = group.Select(l => l.Text("externalId")!).Distinct().ToList();
                foreach (var row in await db.Listings.Where(l => l.ChannelId == channel.Id && ids.Contains(l.ExternalId)).ToListAsync(cancellationToken))
                {
                    listings[(channel.Id, row.ExternalId)] = row;
                }
            }
        }
        return new ListingTargets(channels, listings);
    }

    /// <summary>How a line names its listing, for people.</summary>
    public static string SubjectOf(DraftLine line) => $"{line.Text("channel")} {line.Text("externalId")}".Trim();

    /// <summary>The line's listing; null when the line is wrong, which the cells then say.</summary>
    public ListingRow? Find(DraftLine line, LineCells cells)
    {
        var (key, id) = (line.Text("channel"), line.Text("externalId"));
        if (cells.Wrong is not null)
        {
            return null;
        }
        if (key is null || !_channels.TryGetValue(key, out var channel))
        {
            cells.Refuse("unknown_channel", "channel", key is null ? "A channel is required." : $"No channel has the key {key}.");
            return null;
        }
        if (id is null || !_listings.TryGetValue((channel.Id, id), out var row))
        {
            cells.Refuse("unknown_listing", "externalId", id is null ? "An id is required." : $"{key} has no listing {id}.");
            return null;
        }
        return row;
    }
}
