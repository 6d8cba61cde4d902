using System.Buffers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Plans changes of quantities, writes them and reads what Amazon says of them. Pure.</summary>
internal static class AmazonPatch
{
    /// <summary>Where one change goes, and where very many go together; shown on the monitor.</summary>
    public const string Route = "listings/items";
    public const string FeedRoute = "feeds";

    /// <summary>From so many changes on a feed is done sooner than they would be one by one: Amazon's own advice.</summary>
    public const int FeedFrom = 1_500;

    /// <summary>Messages of one feed: the bound of its schema.</summary>
    public const int MaxMessages = 25_000;

    /// <summary>What a change names where Amazon told no type: the type that fits every product.</summary>
    private const string AnyType = "PRODUCT";

    private const string Attribute = "/attributes/fulfillment_availability";

    public static IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) =>
        [.. BatchPlan.Split(pushes, _ => pushes.Count >= FeedFrom ? FeedRoute : Route, pushes.Count >= FeedFrom ? MaxMessages : 1)
            .Select(call => new PushCall(call.Route, call.Items))];

    /// <summary>The body of one change.</summary>
    public static ReadOnlyMemory<byte> Body(string? productType, int quantity)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteChange(json, productType, quantity);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary><c>merge</c> leaves lead time and restock date beside the quantity as they are; <c>replace</c> would drop them.</summary>
    public static void WriteChange(Utf8JsonWriter json, string? productType, int quantity)
    {
        json.WriteString("productType", productType ?? AnyType);
        json.WriteStartArray("patches");
        json.WriteStartObject();
        json.WriteString("op", "merge");
        json.WriteString("path", Attribute);
        json.WriteStartArray("value");
        json.WriteStartObject();
        json.WriteString("fulfillment_channel_code", AmazonItem.Merchant);
        json.WriteNumber("quantity", quantity);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>What Amazon says of one change: 200 with the status INVALID is a refusal, and ACCEPTED is a promise.</summary>
    public static PushVerdict Read(QuantityPush push, AmazonCall call, TimeSpan confirmAfter)
    {
        if (AmazonFaults.OfPush(call, changes: true) is { } whole)
        {
            return whole;
        }
        if (!WireJson.TryParse(call.Body, out var document))
        {
            return new PushVerdict.Unknown("Amazon answered 200 with something that is not JSON.");
        }
        using (document)
        {
            var root = document.RootElement;
            if (root.Text("sku") != push.ExternalId)
            {
                return new PushVerdict.Unknown("Amazon's answer is about another SKU.");
            }
            return root.Text("status") switch
            {
                "ACCEPTED" when root.Text("submissionId") is { } id => new PushVerdict.Accepted(Handle(id), confirmAfter),
                "INVALID" => Refusal(root),
                _ => new PushVerdict.Unknown("Amazon's answer says neither ACCEPTED nor INVALID."),
            };
        }
    }

    public static IReadOnlyList<ItemVerdict> All(PushCall call, PushVerdict verdict) => [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, verdict))];

    /// <summary>Amazon's name for a piece of work, at a length that people can read.</summary>
    public static string Handle(string id) => id.Length > 100 ? id[..100] : id;

    /// <summary>Its stock lies with Amazon.</summary>
    public static PushVerdict.Rejected Amazons { get; } =
        new("fulfilled_by_amazon", "Amazon ships this listing from its own warehouses (FBA): its quantity is Amazon's to say. Take it off the product or switch its sync off.");

    /// <summary>A write might take it away from Amazon.</summary>
    public static PushVerdict.Rejected Unclear { get; } =
        new("fulfilment_unknown", "Amazon does not say who ships this listing, and the application may not read Amazon's own stock. Give it the role Amazon Fulfillment, or enter a quantity in Seller Central once.");

    public static PushVerdict.Rejected Unlisted { get; } = new("not_found", "Amazon knows no listing of this SKU in the marketplace.");

    /// <summary>Why a listing is not written at all; null when it may be.</summary>
    public static PushVerdict.Rejected? WhyNot(AmazonTrait? trait) => trait?.Shipper switch
    {
        null => Unlisted,
        AmazonShipper.Merchant => null,
        AmazonShipper.Amazon => Amazons,
        _ => Unclear,
    };

    private static PushVerdict.Rejected Refusal(JsonElement root)
    {
        if (root.Member("issues") is { ValueKind: JsonValueKind.Array } issues)
        {
            foreach (var issue in issues.EnumerateArray())
            {
                if (issue.Text("severity") == "ERROR" && issue.Text("code") is { } code)
                {
                    return RejectedBy(AmazonError.Make(code, issue.Text("message")));
                }
            }
        }
        return new PushVerdict.Rejected("INVALID", "Amazon does not take the change and names no reason.");
    }

    public static PushVerdict.Rejected RejectedBy(AmazonError error) => new(error.Code, error.Message);
}
