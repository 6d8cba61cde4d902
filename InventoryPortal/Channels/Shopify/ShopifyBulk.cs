using System.Net.Http.Headers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>
/// Has the shop write its whole catalogue into a file, a variant a line, and reads that file part by part. The file is kept for a
/// week and its address is asked for anew with every part.
/// </summary>
internal sealed class ShopifyBulk(ShopifyCalls calls, TimeProvider time)
{
    /// <summary>Bytes of one part: some thousand variants of about 300 bytes, one transaction of the import.</summary>
    public const int PartBytes = 512 * 1024;

    /// <summary>Pause before an operation that is not done is looked at again.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>Has the operation begun; the page that comes back is empty and goes on with waiting.</summary>
    public async Task<CataloguePage> StartAsync(ShopifyShop shop, int total, CancellationToken cancellationToken)
    {
        using var reply = await calls.AskAsync(
            shop, ShopifyDocuments.RunBulk, json => json.WriteString("query", ShopifyDocuments.AllVariants(shop.Location)), cancellationToken);
        if (reply.Fault is { } fault)
        {
            return ShopifyCatalogue.Failed(fault.Read);
        }
        var run = reply.Data.Member("bulkOperationRunQuery");
        if (run?.Member("userErrors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0)
        {
            var reason = $"The shop does not begin a bulk operation: {errors[0].Text("message")}";
            // Another app's, or an earlier one of ours that a crash left behind: it ends by itself.
            return ShopifyCatalogue.Failed(errors[0].Text("code") is "OPERATION_IN_PROGRESS" or "LIMIT_REACHED" ? new ReadFailure.Transient(null, false, reason) : new ReadFailure.Unusable(reason));
        }
        return ShopifyIds.TryNumber(run?.Member("bulkOperation")?.Text("id"), ShopifyIds.BulkOperation, out var operation)
            ? new CataloguePage([], new ShopifyBulkPlace(operation, null, total).ToString(), total, null)
            : ShopifyCatalogue.Failed(new ReadFailure.Unusable("The shop began a bulk operation without saying which."));
    }

    /// <summary>Waits a moment for the operation, or reads the next part of its result.</summary>
    public async Task<CataloguePage> GoOnAsync(ShopifyShop shop, ShopifyBulkPlace place, CancellationToken cancellationToken)
    {
        using var reply = await calls.AskAsync(
            shop, ShopifyDocuments.Bulk, json => json.WriteString("id", ShopifyIds.Of(ShopifyIds.BulkOperation, place.Operation)), cancellationToken);
        if (reply.Fault is { } fault)
        {
            return ShopifyCatalogue.Failed(fault.Read);
        }
        var operation = reply.Data.Member("bulkOperation");
        switch (operation?.Text("status"))
        {
            case "CREATED" or "RUNNING":
                await Task.Delay(Look, time, cancellationToken);
                return new CataloguePage([], place.ToString(), place.Total, null);
            case "COMPLETED" when Uri.TryCreate(operation.Value.Text("url"), UriKind.Absolute, out var file):
                return await PartAsync(file, place, cancellationToken);
            case "COMPLETED":
                return ShopifyCatalogue.Failed(new ReadFailure.Unusable("The bulk operation found nothing."));
            case var status:
                return ShopifyCatalogue.Failed(new ReadFailure.Unusable(
                    $"The bulk operation came to nothing ({operation?.Text("errorCode") ?? status ?? "unknown"}): start the import again."));
        }
    }

    private async Task<CataloguePage> PartAsync(Uri file, ShopifyBulkPlace place, CancellationToken cancellationToken)
    {
        var from = place.Offset ?? 0;
        var answer = await calls.DownloadAsync(file, from, PartBytes, cancellationToken);
        if (answer is OutboundAnswer.Answered { Status: 416 })
        {
            return new CataloguePage([], null, place.Total, null);
        }
        if (answer is not OutboundAnswer.Answered { Status: 206 or 200 } answered)
        {
            var fault = ShopifyFaults.OfStatus(answer, calls.Now, []);
            // The file's address is no matter of our credential.
            return ShopifyCatalogue.Failed(fault?.Read is ReadFailure.Transient transient ? transient : new ReadFailure.Transient(null, false, "The bulk operation's result could not be read."));
        }
        return SizeOf(answered, from) is { } size
            ? Read(answered.Body, place, from, isLast: from + answered.Body.Length >= size)
            : ShopifyCatalogue.Failed(new ReadFailure.Unusable("The server of the result does not give it out in parts."));
    }

    // 200 is the whole file: only the first part can be read from it, and only if it is all there is.
    private static long? SizeOf(OutboundAnswer.Answered answer, long from) => answer.Status == 200
        ? from == 0 ? answer.Body.Length : null
        : ContentRangeHeaderValue.TryParse(answer.Header("Content-Range"), out var range) && range.From == from ? range.Length : null;

    private static CataloguePage Read(ReadOnlyMemory<byte> body, ShopifyBulkPlace place, long from, bool isLast)
    {
        // A line that the part cuts off comes whole with the next one.
        var whole = isLast ? body.Length : body.Span.LastIndexOf((byte)'\n') + 1;
        if (whole == 0 && !isLast)
        {
            return ShopifyCatalogue.Failed(new ReadFailure.Unusable("A line of the bulk operation's result has no end."));
        }
        var items = new List<CatalogueItem>();
        var rest = body[..whole];
        while (rest.Length > 0)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.Trim((byte)'\r').Length > 0 && !TryTake(line, items, out var fault))
            {
                return ShopifyCatalogue.Failed(new ReadFailure.Unusable(fault));
            }
        }
        return new CataloguePage(ShopifyVariants.Distinct(items), isLast ? null : (place with { Offset = from + whole }).ToString(), place.Total, null);
    }

    private static bool TryTake(ReadOnlyMemory<byte> line, List<CatalogueItem> items, out string fault)
    {
        fault = "A line of the bulk operation's result is not JSON.";
        if (!WireJson.TryParse(line, out var document))
        {
            return false;
        }
        using (document)
        {
            if (ShopifyVariants.Read(document.RootElement, out fault) is not { } item)
            {
                return false;
            }
            items.Add(item);
            return true;
        }
    }
}
