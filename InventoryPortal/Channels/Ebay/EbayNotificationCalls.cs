using System.Buffers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Lists and writes of the Notification API.</summary>
internal sealed class EbayNotificationCalls(EbayCalls calls)
{
    private const string Root = "commerce/notification/v1/";

    /// <summary>Entries of one page, eBay's most; an application has a handful of destinations and subscriptions.</summary>
    private const int PageSize = 100;

    /// <summary>Pages looked through.</summary>
    private const int MaxPages = 10;

    /// <summary>All entries of a list, or why it could not be read.</summary>
    public async Task<(IReadOnlyList<JsonElement> Items, ReadFailure? Failure)> ListAsync(
        EbayAccount account, string route, string member, EbaySigner signer, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        string? more = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var token = more is null ? "" : "&continuation_token=" + Uri.EscapeDataString(more);
            var call = await calls.GetAsync(account, $"{Root}{route}?limit={PageSize}{token}", signer, cancellationToken);
            if (FaultOf(call) is { } failure)
            {
                return (items, failure);
            }
            if (!WireJson.TryParse(call.Body, out var document))
            {
                return (items, new ReadFailure.Unusable($"eBay's list of {member} is not JSON."));
            }
            using (document)
            {
                var list = document.RootElement.Member(member);
                if (document.RootElement.ValueKind != JsonValueKind.Object || list is { ValueKind: not JsonValueKind.Array })
                {
                    return (items, new ReadFailure.Unusable($"eBay's answer is not a list of {member}."));
                }
                items.AddRange(list is { } some ? some.EnumerateArray().Select(e => e.Clone()) : []);
                more = ContinuationOf(document.RootElement.Text("next"));
            }
            if (more is null)
            {
                break;
            }
        }
        return (items, null);
    }

    public Task<EbayCall> WriteAsync(
        EbayAccount account, HttpMethod method, string route, ReadOnlyMemory<byte>? body, EbaySigner signer, CancellationToken cancellationToken) =>
        calls.SendAsync(account, method, Root + route, body, signer, EbayCalls.ReadLimit, cancellationToken);

    /// <summary>
    /// Why a call failed; null when it did not. A consent that does not cover notifications is no reason to stop a channel whose stock
    /// and orders it covers: sales then come by polling alone.
    /// </summary>
    public ReadFailure? FaultOf(EbayCall call) => call.Status == 403
        ? new ReadFailure.Unusable($"Notifications cannot be set up, sales come by polling alone. {EbayFaults.Describe((OutboundAnswer.Answered)call.Answer!)}")
        : EbayFaults.OfRead(call, calls.Now);

    /// <summary>What was made: 201 has no body, its header names it; null when it does not.</summary>
    public static string? MadeBy(EbayCall call) =>
        (call.Answer as OutboundAnswer.Answered)?.Header("Location")?.TrimEnd('/').Split('/')[^1] is { Length: > 0 } id ? Uri.UnescapeDataString(id) : null;

    /// <summary>An object of these members.</summary>
    public static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static string? ContinuationOf(string? next)
    {
        const string name = "continuation_token=";
        var at = next?.IndexOf(name, StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : Uri.UnescapeDataString(next![(at + name.Length)..].Split('&')[0]);
    }
}
