using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>One page of a list. <see cref="Document"/> is null when there is a failure, else the reader disposes it.</summary>
internal sealed record WooList(JsonDocument? Document, int? Total, int? TotalPages, DateTimeOffset? StoreNow, ReadFailure? Failure, CallTrace Trace)
{
    /// <summary>The page's objects; empty on failure.</summary>
    public IReadOnlyList<JsonElement> Items => Document is null ? [] : [.. Document.RootElement.EnumerateArray()];

    /// <summary>Whether another page may follow the given one.</summary>
    public bool HasMore(int page) => TotalPages is { } pages
        ? page < pages
        : Document is not null && Document.RootElement.GetArrayLength() >= WooLists.PageSize;
}

/// <summary>Reads lists: anything but a JSON array is no list.</summary>
internal static class WooLists
{
    /// <summary>Items a page: the store's largest; 101 gets 400.</summary>
    public const int PageSize = 100;

    public static async Task<WooList> ReadAsync(WooCalls calls, WooStore store, string route, CancellationToken cancellationToken)
    {
        var call = await calls.GetAsync(store, route, cancellationToken);
        if (WooFaults.OfRead(call.Answer, calls.Now, store.Secrets) is { } failure)
        {
            return new WooList(null, null, null, null, failure, call.Trace);
        }
        var answer = (OutboundAnswer.Answered)call.Answer;
        if (!WireJson.TryParse(answer.Body, out var document) || document.RootElement.ValueKind != JsonValueKind.Array)
        {
            document?.Dispose();
            const string reason = "The store's answer is not a list; something else may be answering in its place.";
            return new WooList(null, null, null, null, new ReadFailure.Unusable(reason), call.Trace with { Error = reason });
        }
        return new WooList(document, Number(answer, "X-WP-Total"), Number(answer, "X-WP-TotalPages"), WaitHeaders.DateOf(answer), null, call.Trace);
    }

    /// <summary>Ids as a list parameter.</summary>
    public static string Join(IEnumerable<long> ids) => string.Join(',', ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));

    private static int? Number(OutboundAnswer.Answered answer, string header) =>
        int.TryParse(answer.Header(header), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
