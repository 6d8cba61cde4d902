using System.Globalization;
using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.Shopify;

/// <summary>Checks what is given against its type: members, kinds of values, bounds of lists.</summary>
internal sealed class GraphInput(GraphSchema schema)
{
    /// <summary>Entries of any list that is given.</summary>
    public const int MaxEntries = 250;

    /// <param name="where">What a refusal calls it.</param>
    public void Check(GraphType type, JsonNode? value, string where)
    {
        if (value is null)
        {
            GraphRefusedException.When(type.IsRequired, "INVALID_VARIABLE", () => $"{where} of type {type} was provided invalid value: Expected value to not be null");
            return;
        }
        if (type.Item is { } item)
        {
            CheckEntries(type, item, value, where);
            return;
        }
        if (schema.Of(type.Name) is { } members)
        {
            CheckMembers(type, members, value, where);
            return;
        }
        GraphRefusedException.When(!IsScalar(type.Name, value), "INVALID_VARIABLE", () => $"{where} of type {type} was provided invalid value: {value.ToJsonString()}");
    }

    private void CheckEntries(GraphType type, GraphType item, JsonNode value, string where)
    {
        if (value is not JsonArray list)
        {
            throw new GraphRefusedException("INVALID_VARIABLE", $"{where} of type {type} was provided invalid value");
        }
        GraphRefusedException.When(
            list.Count > MaxEntries, "MAX_INPUT_SIZE_EXCEEDED", () => $"The input array size of {list.Count} is greater than the maximum allowed of {MaxEntries}.");
        foreach (var (at, entry) in list.Index())
        {
            Check(item, entry, string.Create(CultureInfo.InvariantCulture, $"{where}.{at}"));
        }
    }

    private void CheckMembers(GraphType type, IReadOnlyDictionary<string, SchemaField> members, JsonNode value, string where)
    {
        if (value is not JsonObject given)
        {
            throw new GraphRefusedException("INVALID_VARIABLE", $"{where} of type {type} was provided invalid value");
        }
        var stray = given.Select(g => g.Key).FirstOrDefault(g => !members.ContainsKey(g));
        GraphRefusedException.When(
            stray is not null, "INVALID_VARIABLE", () => $"{where} of type {type} was provided invalid value for {stray} (Field is not defined on {type.Name})");
        foreach (var (name, member) in members)
        {
            Check(member.Type, given[name], $"{where}.{name}");
        }
        // No type says so: null means to write whatever is there, but to leave it out is refused.
        GraphRefusedException.When(
            type.Name == "InventoryQuantityInput" && !given.ContainsKey("changeFromQuantity"), "INVALID_FIELD_ARGUMENTS",
            () => $"{where} must include the following argument: changeFromQuantity");
    }

    private bool IsScalar(string type, JsonNode value) => value is JsonValue v && (type switch
    {
        "Int" => v.TryGetValue<int>(out _),
        "Boolean" => v.TryGetValue<bool>(out _),
        _ => v.TryGetValue<string>(out var text) && (schema.WordsOf(type) is not { } words || words.Contains(text)),
    });
}
