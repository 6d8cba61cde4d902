using System.Text.Json;

namespace InventoryPortal.Tests.Support;

/// <summary>
/// Holds a value against a JSON schema, as far as the vendors' models of requests use it. Stricter in one thing: a member that a schema
/// does not name is a fault, unless the schema says that it may have others.
/// </summary>
public sealed class VendorSchema(JsonElement document)
{
    /// <summary>What is wrong with <paramref name="value"/>, a sentence each; nothing when it is as the schema says.</summary>
    public IEnumerable<string> Faults(JsonElement schema, JsonElement value, string at = "$") => Faults(schema, value, at, isWhole: true);

    // Alternatives (oneOf) say only what is special to them: unknown members are judged by the schema around.
    private IEnumerable<string> Faults(JsonElement schema, JsonElement value, string at, bool isWhole)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.False ? [$"{at} may not be there."] : [];
        }
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Faults(Find(reference.GetString()!), value, at, isWhole);
        }
        var own = OfType(schema, value, at).Concat(OfChoice(schema, value, at)).Concat(OfAlternatives(schema, value, at));
        return value.ValueKind switch
        {
            JsonValueKind.Object => own.Concat(OfMembers(schema, value, at, isWhole)),
            JsonValueKind.Array => own.Concat(OfItems(schema, value, at)),
            JsonValueKind.String => own.Concat(OfRange(schema, value.GetString()!.Length, "minLength", "maxLength", at)),
            JsonValueKind.Number => own.Concat(OfRange(schema, value.GetDouble(), "minimum", "maximum", at)),
            _ => own,
        };
    }

    private static IEnumerable<string> OfType(JsonElement schema, JsonElement value, string at)
    {
        if (!schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            yield break;
        }
        var fits = type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            _ => false,
        };
        if (!fits)
        {
            yield return $"{at} is no {type.GetString()}.";
        }
    }

    private static IEnumerable<string> OfChoice(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("enum", out var among) && !among.EnumerateArray().Any(c => JsonElement.DeepEquals(c, value)))
        {
            yield return $"{at} is {value.GetRawText()}, which is none of the words allowed.";
        }
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value))
        {
            yield return $"{at} is {value.GetRawText()} and not {only.GetRawText()}.";
        }
    }

    private IEnumerable<string> OfAlternatives(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("oneOf", out var ways) && ways.EnumerateArray().Count(w => !Faults(w, value, at, isWhole: false).Any()) != 1)
        {
            yield return $"{at} is not exactly one of the alternatives.";
        }
    }

    private IEnumerable<string> OfMembers(JsonElement schema, JsonElement value, string at, bool isWhole)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(n => n.GetString()!).Where(n => !value.TryGetProperty(n, out _)))
            {
                yield return $"{at}.{name} is missing.";
            }
        }
        var hasNames = schema.TryGetProperty("properties", out var known);
        var isOpen = schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind != JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            if (hasNames && known.TryGetProperty(member.Name, out var inner))
            {
                foreach (var fault in Faults(inner, member.Value, $"{at}.{member.Name}", isWhole))
                {
                    yield return fault;
                }
            }
            else if (isWhole && !isOpen && (hasNames || others.ValueKind == JsonValueKind.False))
            {
                yield return $"{at}.{member.Name} is not known.";
            }
        }
    }

    private IEnumerable<string> OfItems(JsonElement schema, JsonElement value, string at)
    {
        var own = OfRange(schema, value.GetArrayLength(), "minItems", "maxItems", at);
        return schema.TryGetProperty("items", out var item) ? own.Concat(value.EnumerateArray().SelectMany((v, i) => Faults(item, v, $"{at}[{i}]"))) : own;
    }

    private static IEnumerable<string> OfRange(JsonElement schema, double size, string least, string most, string at)
    {
        if ((schema.TryGetProperty(least, out var from) && size < from.GetDouble()) || (schema.TryGetProperty(most, out var to) && size > to.GetDouble()))
        {
            yield return $"{at} is beyond {least} or {most}.";
        }
    }

    // #/definitions/Name
    private JsonElement Find(string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (place, name) => place.GetProperty(name));
}
