using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using InventoryPortal.Channels.Shopify;
using InventoryPortal.Lab.Shopify;

namespace InventoryPortal.Tests.Channels.Shopify;

/// <summary>Everything that the adapter may send, with variables as it sends them.</summary>
internal static class ShopifySamples
{
    public static IReadOnlyList<ShopifyDocument> Documents { get; } =
        [.. typeof(ShopifyDocuments).GetFields().Where(f => f.FieldType == typeof(ShopifyDocument)).Select(f => (ShopifyDocument)f.GetValue(null)!)];

    public static JsonObject VariablesOf(GraphOperation operation)
    {
        var variables = new JsonObject();
        foreach (var (name, type) in operation.Variables)
        {
            variables[name] = type.ToString() switch
            {
                "[ID!]!" => new JsonArray([.. Enumerable.Range(1, ShopifyDocuments.ItemsPerRead).Select(i => JsonValue.Create(ShopifyBench.Item(i)))]),
                "WebhookSubscriptionTopic!" => "ORDERS_PAID",
                "InventorySetQuantitiesInput!" => Write(),
                "String" => null,
                _ => "x",
            };
        }
        return variables;
    }

    private static JsonNode? Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            ShopifyPush.Variables(json, ShopifyBench.Location, [ShopifyBench.Push(1, 5, 3), ShopifyBench.Push(2, 0)], 0);
            json.WriteEndObject();
        }
        return JsonNode.Parse(buffer.WrittenSpan)!["input"]!.DeepClone();
    }
}
