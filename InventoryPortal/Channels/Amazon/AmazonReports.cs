using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>
/// The catalogue by report: asked for, waited for, fetched, and handed out page by page. The cursor names the report, so that an import
/// goes on after a restart: <c>report:ID</c> while it is made, <c>rows:ID:FROM</c> once it is there.
/// </summary>
internal sealed class AmazonReports(AmazonCalls calls)
{
    /// <summary>Listings of one page: one transaction.</summary>
    private const int PageSize = 500;

    /// <summary>Pauses between looks at a report that is being made, a minute and a half in all: then the import notes how far it is and looks on.</summary>
    private static readonly TimeSpan[] Looks =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(25)];

    /// <summary>Reports kept while they are handed out: one for each account that imports at once, as a rule.</summary>
    private const int MaxKept = 4;

    private const string ReportPrefix = "report:";
    private const string RowsPrefix = "rows:";

    private readonly ConcurrentDictionary<(string Account, string ReportId), (DateTimeOffset At, IReadOnlyList<CatalogueItem> Items)> _kept = new();

    /// <summary>Asks for the report; an empty page whose cursor names it.</summary>
    public async Task<CataloguePage> AskAsync(AmazonSeller seller, int total, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            seller, AmazonOperation.CreateReport, HttpMethod.Post, "/reports/2021-06-30/reports",
            JsonSerializer.SerializeToUtf8Bytes(new { reportType = "GET_MERCHANT_LISTINGS_ALL_DATA", marketplaceIds = new[] { seller.MarketplaceId } }), cancellationToken);
        return AmazonFaults.OfRead(call) is { } failure ? Failed(failure)
            : AmazonFeedBody.Text(call.Body, "reportId") is { Length: <= 100 } id ? new CataloguePage([], ReportPrefix + id, total, null)
            : Unusable("Amazon took the order of a report and gave it no id.");
    }

    /// <summary>Goes on from a cursor of this class.</summary>
    public async Task<CataloguePage> ReadAsync(AmazonSeller seller, string cursor, CancellationToken cancellationToken)
    {
        if (cursor.StartsWith(ReportPrefix, StringComparison.Ordinal))
        {
            return await AwaitAsync(seller, cursor, cancellationToken);
        }
        var parts = cursor.Split(':');
        if (parts is not [_, var id, var place] || !cursor.StartsWith(RowsPrefix, StringComparison.Ordinal)
            || !int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var from))
        {
            return Unusable("The read cannot go on from this place; start it again.");
        }
        if (!_kept.TryGetValue((seller.Account, id), out var kept))
        {
            // The portal was restarted meanwhile: the report is fetched again.
            var state = await StateAsync(seller, id, cancellationToken);
            return state.DocumentId is { } documentId ? await FetchAsync(seller, id, documentId, from, cancellationToken) : Failed(state.Failure ?? Ended(state.Status));
        }
        return Page(seller, id, kept.Items, from);
    }

    private async Task<CataloguePage> AwaitAsync(AmazonSeller seller, string cursor, CancellationToken cancellationToken)
    {
        var id = cursor[ReportPrefix.Length..];
        foreach (var pause in Looks)
        {
            await calls.DelayAsync(pause, cancellationToken);
            var state = await StateAsync(seller, id, cancellationToken);
            if (state.Failure is not null)
            {
                return Failed(state.Failure);
            }
            if (state.DocumentId is { } documentId)
            {
                return await FetchAsync(seller, id, documentId, 0, cancellationToken);
            }
            if (state.Status is not ("IN_QUEUE" or "IN_PROGRESS"))
            {
                return Failed(Ended(state.Status));
            }
        }
        return new CataloguePage([], cursor, null, null);
    }

    private async Task<(string? Status, string? DocumentId, ReadFailure? Failure)> StateAsync(AmazonSeller seller, string id, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(seller, AmazonOperation.GetReport, HttpMethod.Get, $"/reports/2021-06-30/reports/{Uri.EscapeDataString(id)}", null, cancellationToken);
        if (AmazonFaults.OfRead(call) is { } failure)
        {
            return (null, null, failure);
        }
        var status = AmazonFeedBody.Text(call.Body, "processingStatus");
        return (status, status == "DONE" ? AmazonFeedBody.Text(call.Body, "reportDocumentId") : null, null);
    }

    private async Task<CataloguePage> FetchAsync(AmazonSeller seller, string id, string documentId, int from, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            seller, AmazonOperation.GetReportDocument, HttpMethod.Get, $"/reports/2021-06-30/documents/{Uri.EscapeDataString(documentId)}", null, cancellationToken);
        if (AmazonFaults.OfRead(call) is { } failure)
        {
            return Failed(failure);
        }
        if (AmazonDocument.Of(call.Body, "reportDocumentId") is not { } document)
        {
            return Unusable("Amazon named no place of the report.");
        }
        var file = await calls.FileAsync(HttpMethod.Get, document.Address, null, "", cancellationToken);
        if (AmazonFaults.OfFile(file) is { } lost)
        {
            return Failed(lost);
        }
        if (AmazonFiles.Unpack(file.Body, document.IsPacked) is not { } plain)
        {
            return Unusable("The report cannot be unpacked.");
        }
        return AmazonReportRows.Read(plain.Span, out var fault) is { } items ? Page(seller, id, items, from) : Unusable(fault);
    }

    private CataloguePage Page(AmazonSeller seller, string id, IReadOnlyList<CatalogueItem> items, int from)
    {
        var key = (seller.Account, id);
        if (from + PageSize >= items.Count)
        {
            _kept.TryRemove(key, out _);
            return new CataloguePage([.. items.Skip(from)], null, items.Count, null);
        }
        _kept[key] = (calls.Now, items);
        foreach (var old in _kept.OrderBy(k => k.Value.At).Take(Math.Max(0, _kept.Count - MaxKept)).ToList())
        {
            _kept.TryRemove(old.Key, out _);
        }
        return new CataloguePage(
            [.. items.Skip(from).Take(PageSize)], string.Create(CultureInfo.InvariantCulture, $"{RowsPrefix}{id}:{from + PageSize}"), items.Count, null);
    }

    private static ReadFailure.Unusable Ended(string? status) => new($"Amazon did not make the report of all listings ({status ?? "no status"}).");

    private static CataloguePage Unusable(string reason) => Failed(new ReadFailure.Unusable(reason));

    private static CataloguePage Failed(ReadFailure failure) => new([], null, null, failure);
}
