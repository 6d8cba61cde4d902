using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>
/// Reads the catalogue: what is on sale, then what lies in the warehouse, then what is sold out, which Taobao keeps apart. By their
/// last change, oldest first; the window moves on with what was read instead of counting pages, so that an item that changes
/// meanwhile does not shift another past a page's edge, and so that the gateway's limit of pages is never met.
/// </summary>
internal sealed class TopCatalogue(TopCalls calls, TopItemReads items)
{
    /// <summary>Items of one page. The method takes 200; each twenty cost a further call for their SKUs, and a page should be read within seconds.</summary>
    private const int PageSize = 100;

    /// <summary>Pages within one second: the warehouse's list refuses the 102nd.</summary>
    private const int MaxPage = 101;

    // The method's name and where it looks.
    private static readonly (string Method, string? Banner)[] Parts =
    [
        ("taobao.items.onsale.get", null), ("taobao.items.inventory.get", "for_shelved"), ("taobao.items.inventory.get", "sold_out"),
    ];

    private sealed record Place(int Part, DateTimeOffset? From, int Page)
    {
        public static readonly Place Start = new(0, null, 1);

        public static Place? Of(string? cursor)
        {
            if (cursor is null)
            {
                return Start;
            }
            var parts = cursor.Split('~');
            return parts.Length == 3 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var part) && part < Parts.Length
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is >= 1 and <= MaxPage
                ? new Place(part, seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds), page)
                : null;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Part}~{From?.ToUnixTimeSeconds() ?? 0}~{Page}");
    }

    public async Task<CataloguePage> ReadAsync(TopShop shop, string? cursor, CancellationToken cancellationToken)
    {
        if (Place.Of(cursor) is not { } place)
        {
            return Failed(new ReadFailure.Unusable("The read cannot go on from this place; start it again."));
        }
        var (method, banner) = Parts[place.Part];
        var call = await calls.SendAsync(
            shop, method, cancellationToken,
            ("fields", "num_iid,modified"),
            ("banner", banner),
            ("order_by", "modified:asc"),
            ("start_modified", place.From is { } from ? TopShop.Text(from) : null),
            ("page_no", Text(place.Page)),
            ("page_size", Text(PageSize)));
        if (TopFaults.OfRead(call.Answer, calls.Now, shop.Secrets) is { } failure)
        {
            return Failed(failure);
        }
        var response = ((TopAnswer.Good)call.Answer).Response;
        var listed = response.List("items", "item")?.Select(i => (Id: i.TopId("num_iid"), Modified: i.TopInstant("modified"))).ToList();
        if (listed is null || listed.Exists(i => i.Id == 0 || i.Modified is null) || response.Member("total_results") is not { } given || !given.TryWhole(out var total)
            || (listed.Count == 0 && total > (place.Page - 1) * PageSize))
        {
            return Failed(new ReadFailure.Unusable("Taobao's answer is not a list of items with their instants of change and their number."));
        }
        var read = await items.ReadAsync(shop, listed.Select(i => i.Id), [], cancellationToken);
        return read.Failure is null
            ? new CataloguePage([.. listed.Select(i => read.Items.GetValueOrDefault(i.Id)).OfType<TopItem>().SelectMany(ItemsOf)], Next(place, listed, total)?.ToString(), null, null)
            : Failed(read.Failure);
    }

    private static Place? Next(Place place, List<(long Id, DateTimeOffset? Modified)> listed, int total)
    {
        if (listed.Count < PageSize && place.Page * PageSize >= total)
        {
            return place.Part + 1 < Parts.Length ? new Place(place.Part + 1, null, 1) : null;
        }
        // A whole page within one second cannot move the window: only then pages are counted.
        var last = listed[^1].Modified!.Value;
        return last > (place.From ?? DateTimeOffset.MinValue) ? place with { From = last, Page = 1 } : place with { Page = place.Page + 1 };
    }

    private static IEnumerable<CatalogueItem> ItemsOf(TopItem item) => item.Skus.Count == 0
        ? [new CatalogueItem(new TopItemId(item.Id, 0).ToString(), item.OuterId, item.Barcode, item.Title, StockReadState.Tracked, item.Quantity)]
        : item.Skus.Select(s => new CatalogueItem(
            new TopItemId(item.Id, s.Id).ToString(), s.OuterId, s.Barcode, s.Name.Length == 0 ? item.Title : $"{item.Title} - {s.Name}", StockReadState.Tracked, s.Quantity));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static CataloguePage Failed(ReadFailure failure) => new([], null, null, failure);
}
