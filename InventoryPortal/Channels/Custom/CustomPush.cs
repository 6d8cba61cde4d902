using System.Buffers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Channels.Custom;

/// <summary>Plans and writes pushes and reads their answers. Pure.</summary>
internal static class CustomPush
{
    /// <summary>Items of one call, as the contract says.</summary>
    public const int MaxItems = 500;

    /// <summary>Where every call goes; shown on the monitor.</summary>
    public const string Route = "push";

    /// <summary>Codes with which a site asks for another try; every other one is final.</summary>
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal) { "try_again", "busy", "internal_error" };

    private const int MaxCode = 100;

    public static IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) =>
        [.. BatchPlan.Split(pushes, _ => Route, MaxItems).Select(call => new PushCall(call.Route, call.Items))];

    /// <summary><c>{"items":[{"externalId","sku","quantity"}]}</c>, quantities absolute.</summary>
    public static ReadOnlyMemory<byte> Body(IReadOnlyList<QuantityPush> pushes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var push in pushes)
            {
                json.WriteStartObject();
                json.WriteString("externalId", push.ExternalId);
                json.WriteString("sku", push.ExternalSku);
                json.WriteNumber("quantity", push.Quantity);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>One verdict per push, in their order.</summary>
    public static IReadOnlyList<ItemVerdict> Read(PushCall call, OutboundAnswer answer, DateTimeOffset now)
    {
        if (CustomFaults.OfPush(answer, now) is { } whole)
        {
            return All(call, whole);
        }
        if (!WireJson.TryParse(((OutboundAnswer.Answered)answer).Body, out var document))
        {
            return All(call, new PushVerdict.Unknown("The site answered 200 with something that is not JSON."));
        }
        using (document)
        {
            if (document.RootElement.Member("results") is not { ValueKind: JsonValueKind.Array } results)
            {
                return All(call, new PushVerdict.Unknown("The site answered 200 without a result per item."));
            }
            var count = results.GetArrayLength();
            return [.. call.Pushes.Select((push, i) => new ItemVerdict(
                push.ListingId, i < count ? OfResult(push, results[i]) : new PushVerdict.Unknown("The site gave no result for this item.")))];
        }
    }

    public static IReadOnlyList<ItemVerdict> All(PushCall call, PushVerdict verdict) => [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, verdict))];

    private static PushVerdict OfResult(QuantityPush push, JsonElement result)
    {
        if (result.Text("externalId") != push.ExternalId)
        {
            return new PushVerdict.Unknown("The site's result at this position is about another item.");
        }
        var code = result.Text("code") is { } said ? said.Length > MaxCode ? said[..MaxCode] : said : "rejected";
        return result.Text("status") switch
        {
            "applied" => new PushVerdict.Applied(push.Quantity),
            "rejected" when Passing.Contains(code) => new PushVerdict.RetryAt(null, false, $"The site asks for another try ({code})."),
            "rejected" => new PushVerdict.Rejected(code, "The site does not take this item's quantity."),
            _ => new PushVerdict.Unknown("The site's result says neither applied nor rejected."),
        };
    }
}
