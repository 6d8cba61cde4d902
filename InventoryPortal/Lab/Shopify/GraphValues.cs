using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.Shopify;

/// <summary>What a value comes to with the variables filled in.</summary>
internal static class GraphValues
{
    /// <summary>The value, and whether there is one at all: a variable that was not given is as if its argument were not there.</summary>
    public static (JsonNode? Node, bool IsThere) Of(GraphValue value, JsonObject variables) => value switch
    {
        GraphValue.Variable variable => (variables[variable.Name]?.DeepClone(), variables.ContainsKey(variable.Name)),
        GraphValue.Literal literal => (literal.Node?.DeepClone(), true),
        GraphValue.Word word => (JsonValue.Create(word.Name), true),
        GraphValue.Items items => (new JsonArray([.. items.Values.Select(v => Of(v, variables).Node)]), true),
        GraphValue.Members members => (Object(members.Values, variables), true),
        _ => throw new InvalidOperationException("A value of a kind unknown here."),
    };

    public static JsonObject Object(IReadOnlyDictionary<string, GraphValue> members, JsonObject variables)
    {
        var result = new JsonObject();
        foreach (var (name, value) in members)
        {
            var (node, isThere) = Of(value, variables);
            if (isThere)
            {
                result[name] = node;
            }
        }
        return result;
    }
}
