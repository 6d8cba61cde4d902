using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.Shopify;

/// <summary>A thing that fields are asked of.</summary>
/// <param name="Type">Its type's name.</param>
/// <param name="Get">The value of a field with its arguments: null, a string, a number, a truth, a thing, or a list of these.</param>
internal sealed record GraphThing(string Type, Func<string, JsonObject, object?> Get)
{
    /// <summary>A thing whose fields take no arguments.</summary>
    public static GraphThing Of(string type, IReadOnlyDictionary<string, object?> values) =>
        new(type, (field, _) => values.TryGetValue(field, out var value) ? value : throw new GraphRefusedException("INTERNAL_SERVER_ERROR", $"The shop has no value for {type}.{field}."));
}

/// <summary>Carries a checked operation out and counts the points that it really took.</summary>
internal sealed class GraphRun(JsonObject variables)
{
    /// <summary>Points used: one for each thing that was answered, ten for a change.</summary>
    public double Points { get; private set; }

    public JsonObject Run(GraphThing root, IReadOnlyList<GraphField> selection, Func<GraphField, string?, JsonObject, object?>? change)
    {
        var result = new JsonObject();
        foreach (var field in selection)
        {
            if (field.On is { } on)
            {
                foreach (var (name, value) in on == root.Type ? Run(root, field.Selection, null).ToList() : [])
                {
                    result[name] = value?.DeepClone();
                }
                continue;
            }
            var arguments = GraphValues.Object(field.Arguments, variables);
            object? got;
            if (change is not null)
            {
                var key = field.Directives.TryGetValue("idempotent", out var directive) ? GraphValues.Object(directive, variables)["key"]!.GetValue<string>() : null;
                got = change(field, key, arguments);
                Points += 10;
            }
            else
            {
                got = field.Name == "__typename" ? root.Type : root.Get(field.Name, arguments);
            }
            result[field.Alias] = Complete(got, field);
        }
        return result;
    }

    private JsonNode? Complete(object? value, GraphField field)
    {
        switch (value)
        {
            case null:
                return null;
            case string text:
                return text;
            case bool truth:
                return truth;
            case int number:
                return number;
            case GraphThing thing:
                Points += thing.Type is "PageInfo" || thing.Type.EndsWith("Connection", StringComparison.Ordinal) || thing.Type.EndsWith("Payload", StringComparison.Ordinal) ? 0 : 1;
                return Run(thing, field.Selection, null);
            case IEnumerable<object?> list:
                return new JsonArray([.. list.Select(v => Complete(v, field))]);
            default:
                throw new InvalidOperationException($"A value of the type {value.GetType().Name} cannot be answered.");
        }
    }
}
