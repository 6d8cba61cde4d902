using System.Buffers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Writes pushes as <c>bulk_update_price_quantity</c> wants them and reads its answers. Pure.</summary>
internal static class EbayPush
{
    /// <summary>Where every call goes.</summary>
    public const string Route = "bulk_update_price_quantity";

    /// <summary>Code of a SKU that was not made by the Inventory API.</summary>
    private const string UnknownSku = "unknown_to_inventory_api";

    private const string UnknownSkuMessage =
        "eBay's Inventory API does not know this SKU: the listing was made elsewhere. Migrate it (bulk_migrate_listing, or a tool that does it), then import the catalogue again.";

    /// <summary>
    /// <c>{"requests":[{"sku","shipToLocationAvailability":{"quantity"},"offers":[{"offerId","availableQuantity"}]}]}</c>, quantities
    /// absolute and the same at both levels.
    /// </summary>
    /// <param name="offers">Ids of the SKU's live offers; none where it is not on sale.</param>
    public static ReadOnlyMemory<byte> Body(IReadOnlyList<QuantityPush> pushes, Func<QuantityPush, IReadOnlyList<string>> offers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests");
            foreach (var push in pushes)
            {
                json.WriteStartObject();
                json.WriteString("sku", push.ExternalId);
                json.WriteStartObject("shipToLocationAvailability");
                json.WriteNumber("quantity", push.Quantity);
                json.WriteEndObject();
                WriteOffers(json, push, offers(push));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Whether a call of several was refused as a whole: either it may hold only one, or one of them spoils it for all.</summary>
    public static EbayError? RefusedTogether(EbayCall call, int pushes) =>
        pushes > 1 && call.Answer is OutboundAnswer.Answered { Status: 400 } answer ? EbayError.FirstOf(answer.Body) ?? new EbayError(0, "", "", "") : null;

    /// <summary>One verdict per push, in their order.</summary>
    /// <param name="nextDay">When eBay's next day begins: a listing that was revised too often waits for it.</param>
    public static IReadOnlyList<PushVerdict> Read(
        IReadOnlyList<QuantityPush> pushes, Func<QuantityPush, IReadOnlyList<string>> offers, EbayCall call, DateTimeOffset now, DateTimeOffset nextDay)
    {
        // Refused alone it is this SKU's own trouble; eBay does not always say so in an entry.
        if (pushes.Count == 1 && call.Answer is OutboundAnswer.Answered { Status: 400 or 404 } alone && EbayError.FirstOf(alone.Body) is { } error)
        {
            return [OfError(error, alone.Status, nextDay)];
        }
        if (EbayFaults.OfPush(call, now) is { } whole)
        {
            return [.. pushes.Select(_ => whole)];
        }
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return [.. pushes.Select(_ => new PushVerdict.Unknown("eBay answered with something that is not JSON."))];
        }
        using (document)
        {
            if (document.RootElement.Member("responses") is not { ValueKind: JsonValueKind.Array } responses)
            {
                return [.. pushes.Select(_ => new PushVerdict.Unknown("eBay answered without a result per SKU."))];
            }
            var entries = responses.EnumerateArray().ToLookup(e => e.Text("sku") ?? "", StringComparer.Ordinal);
            return [.. pushes.Select(p => OfEntries(p, offers(p), [.. entries[p.ExternalId]], nextDay))];
        }
    }

    private static void WriteOffers(Utf8JsonWriter json, QuantityPush push, IReadOnlyList<string> offers)
    {
        if (offers.Count == 0)
        {
            return;
        }
        json.WriteStartArray("offers");
        foreach (var id in offers)
        {
            json.WriteStartObject();
            json.WriteString("offerId", id);
            json.WriteNumber("availableQuantity", push.Quantity);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // A SKU has an entry for each of its offers, or one without an offer: any that failed decides, and each must be there.
    private static PushVerdict OfEntries(QuantityPush push, IReadOnlyList<string> offers, IReadOnlyList<JsonElement> entries, DateTimeOffset nextDay)
    {
        if (entries.Count == 0)
        {
            return new PushVerdict.Unknown("eBay gave no result for this SKU.");
        }
        foreach (var entry in entries)
        {
            if (entry.Member("statusCode") is not { } given || !given.TryWhole(out var status))
            {
                return new PushVerdict.Unknown("eBay's result for this SKU has no status.");
            }
            if (status is not (>= 200 and < 300))
            {
                return EbayError.FirstOf(entry) is { } error ? OfError(error, status, nextDay)
                    : status >= 500 ? new PushVerdict.RetryAt(null, false, $"eBay answered {status} for this SKU.")
                    : new PushVerdict.Unknown($"eBay answered {status} for this SKU without a reason.");
            }
        }
        var answered = entries.Select(e => e.Text("offerId")).ToHashSet(StringComparer.Ordinal);
        return offers.All(answered.Contains)
            ? new PushVerdict.Applied(push.Quantity)
            : new PushVerdict.Unknown("eBay gave no result for an offer of this SKU.");
    }

    private static PushVerdict OfError(EbayError error, int status, DateTimeOffset nextDay) => error switch
    {
        _ when error.Speaks("revision", "revised") && error.Speaks("limit", "exceed", "maximum", "times") =>
            new PushVerdict.RetryAt(nextDay, false, $"{error.Code}: {error.Message}"),
        { IsPassing: true } => new PushVerdict.RetryAt(null, false, $"{error.Code}: {error.Message}"),
        _ when IsAboutTheOffer(error) => new PushVerdict.RetryAt(null, false, $"{error.Code}: {error.Message} The offer is looked up anew."),
        { Id: 25702 or 25710 } => new PushVerdict.Rejected(UnknownSku, UnknownSkuMessage),
        _ when status >= 500 => new PushVerdict.RetryAt(null, false, $"{error.Code}: {error.Message}"),
        _ when status == 404 => new PushVerdict.Rejected(UnknownSku, UnknownSkuMessage),
        _ => new PushVerdict.Rejected(error.Code, error.Message),
    };

    private static bool IsAboutTheOffer(EbayError error) => error.Id == 25713 || error.About.Contains("offerId", StringComparison.OrdinalIgnoreCase);
}
