using System.Buffers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Writes a feed of changes and reads what became of its messages. Pure.</summary>
internal static class AmazonFeedBody
{
    /// <summary>The kind of feed that changes listings.</summary>
    public const string FeedType = "JSON_LISTINGS_FEED";

    public const string ContentType = "application/json; charset=UTF-8";

    /// <summary>Issues of one report that are read: a few for each message of the largest feed.</summary>
    private const int MaxIssues = 100_000;

    /// <summary>Messages are numbered from 1 in the order of the pushes: the number is what the report speaks of.</summary>
    public static ReadOnlyMemory<byte> Write(string sellerId, IReadOnlyList<(QuantityPush Push, string? ProductType)> changes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("header");
            json.WriteString("sellerId", sellerId);
            json.WriteString("version", "2.0");
            json.WriteString("issueLocale", "en_US");
            json.WriteEndObject();
            json.WriteStartArray("messages");
            foreach (var (at, (push, productType)) in changes.Index())
            {
                json.WriteStartObject();
                json.WriteNumber("messageId", at + 1);
                json.WriteString("sku", push.ExternalId);
                json.WriteString("operationType", "PATCH");
                AmazonPatch.WriteChange(json, productType, push.Quantity);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>The first error of each message that was refused; null when the report cannot be read.</summary>
    public static IReadOnlyDictionary<int, AmazonError>? Errors(ReadOnlyMemory<byte> report)
    {
        if (!WireJson.TryParse(report, out var document))
        {
            return null;
        }
        using (document)
        {
            var root = document.RootElement;
            if (root.Member("header") is null || root.Member("issues") is not { ValueKind: JsonValueKind.Array } issues || issues.GetArrayLength() > MaxIssues)
            {
                return null;
            }
            var errors = new Dictionary<int, AmazonError>();
            foreach (var issue in issues.EnumerateArray())
            {
                if (issue.Text("severity") == "ERROR" && issue.Member("messageId") is { } number && number.TryWhole(out var message))
                {
                    errors.TryAdd(message, AmazonError.Make(issue.Text("code") ?? "INVALID", issue.Text("message")));
                }
            }
            return errors;
        }
    }

    /// <summary><c>{"feedId"}</c>; null when it is none.</summary>
    public static string? FeedId(ReadOnlyMemory<byte> body) => Text(body, "feedId");

    /// <summary>The state of a feed and, when it is done, its report's document.</summary>
    public static (string? Status, string? DocumentId) State(ReadOnlyMemory<byte> body) => (Text(body, "processingStatus"), Text(body, "resultFeedDocumentId"));

    internal static string? Text(ReadOnlyMemory<byte> body, string member)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            return document.RootElement.Text(member);
        }
    }
}
