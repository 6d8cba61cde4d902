using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.Shopify;

/// <summary>A value as it stands in a document. A closed set.</summary>
internal abstract record GraphValue
{
    private GraphValue() { }

    public sealed record Variable(string Name) : GraphValue;

    /// <summary>Text, a number, true, false or null.</summary>
    public sealed record Literal(JsonNode? Node) : GraphValue;

    /// <summary>A bare word.</summary>
    public sealed record Word(string Name) : GraphValue;

    public sealed record Items(IReadOnlyList<GraphValue> Values) : GraphValue;

    public sealed record Members(IReadOnlyDictionary<string, GraphValue> Values) : GraphValue;
}

/// <summary>A type as it is written: <c>[ID!]!</c>.</summary>
/// <param name="Item">Of a list what it holds, else null.</param>
internal sealed record GraphType(string Name, GraphType? Item, bool IsRequired)
{
    public override string ToString() => (Item is null ? Name : $"[{Item}]") + (IsRequired ? "!" : "");

    /// <summary>The name at the bottom of all lists.</summary>
    public string Base => Item?.Base ?? Name;
}

/// <summary>One field, or, where <paramref name="On"/> is set, what is asked of things of that type only.</summary>
internal sealed record GraphField(
    string Alias, string Name, IReadOnlyDictionary<string, GraphValue> Arguments, IReadOnlyDictionary<string, IReadOnlyDictionary<string, GraphValue>> Directives,
    IReadOnlyList<GraphField> Selection, string? On = null);

/// <summary>One operation.</summary>
internal sealed record GraphOperation(string Kind, string? Name, IReadOnlyDictionary<string, GraphType> Variables, IReadOnlyList<GraphField> Selection);

/// <summary>A document that is none.</summary>
internal sealed class GraphSyntaxException(string message) : Exception(message);
