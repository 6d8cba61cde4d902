using System.Text.Json;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Shopify;

/// <summary>One page of a connection.</summary>
/// <param name="Next">Where the next one begins; null at the end.</param>
internal readonly record struct ShopifyPage(IReadOnlyList<JsonElement> Nodes, string? Next)
{
    /// <summary>Longest cursor taken, in characters: what a listing's import keeps.</summary>
    private const int MaxCursor = 1000;

    /// <summary>Reads <c>{pageInfo, nodes}</c>; null for anything else.</summary>
    public static ShopifyPage? Of(JsonElement? connection)
    {
        if (connection is not { } page || page.Member("nodes") is not { ValueKind: JsonValueKind.Array } nodes || page.Member("pageInfo") is not { } info
            || info.Member("hasNextPage") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } more)
        {
            return null;
        }
        var next = more.ValueKind == JsonValueKind.True ? info.Text("endCursor") : null;
        return more.ValueKind == JsonValueKind.True && next is not { Length: <= MaxCursor } ? null : new ShopifyPage([.. nodes.EnumerateArray()], next);
    }

    /// <summary>Writes where to begin; the first page has no such place.</summary>
    public static void After(Utf8JsonWriter json, string? cursor)
    {
        if (cursor is not null)
        {
            json.WriteString("after", cursor);
        }
    }
}
