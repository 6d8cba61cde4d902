using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Taobao;

namespace InventoryPortal.Tests.Channels.Taobao;

/// <summary>Holds a call's parameters against the platform's own description of its method: names, types, limits, and fields asked for.</summary>
internal static class TopParameters
{
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "method", "app_key", "session", "timestamp", "format", "v", "sign_method", TopSign.Parameter,
    };

    /// <summary>What is wrong with a call; empty when nothing is.</summary>
    /// <param name="method">The description: <c>requestParams</c> and <c>responseParams</c>, each with name, type and what is below it.</param>
    public static IReadOnlyList<string> Faults(JsonElement method, IReadOnlyDictionary<string, string> call)
    {
        var known = method.GetProperty("requestParams").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!);
        var faults = known.Values.Where(IsRequired).Select(p => p.GetProperty("name").GetString()!).Where(name => !call.ContainsKey(name)).Select(name => $"{name} is missing").ToList();
        foreach (var (name, value) in call.Where(p => !Common.Contains(p.Key)))
        {
            faults.AddRange(known.TryGetValue(name, out var parameter) ? Faults(parameter, value) : [$"{name} is not known"]);
        }
        if (call.TryGetValue("fields", out var fields))
        {
            var shown = Names(method.GetProperty("responseParams")).ToHashSet(StringComparer.Ordinal);

            // Of the SKUs all is asked for by their name in the singular.
            faults.AddRange(fields.Split(',').Where(f => !shown.Contains(f) && !shown.Contains(f + "s")).Select(f => $"the field {f} is not known"));
        }
        return faults;
    }

    private static IEnumerable<string> Faults(JsonElement parameter, string value)
    {
        var (name, type) = (parameter.GetProperty("name").GetString()!, parameter.GetProperty("type").GetString()!.Replace(" ", "", StringComparison.Ordinal));
        if (parameter.TryGetProperty("maxLength", out var longest) && value.Length > longest.GetInt32())
        {
            yield return $"{name} is longer than {longest}";
        }
        if (parameter.TryGetProperty("maxListSize", out var most) && CountOf(parameter, value) > most.GetInt32())
        {
            yield return $"{name} holds more than {most}";
        }
        if (parameter.TryGetProperty("subParams", out var below))
        {
            foreach (var fault in OfObjects(below, value))
            {
                yield return $"{name}: {fault}";
            }
        }
        else if (!IsOf(type, value))
        {
            yield return $"{name} is no {type}: {value}";
        }
    }

    private static List<string> OfObjects(JsonElement below, string json)
    {
        var known = below.EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("type").GetString()!);
        using var document = JsonDocument.Parse(json);
        var objects = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : new[] { document.RootElement };
        return
        [
            .. objects.SelectMany(o => o.EnumerateObject())
                .Where(m => !known.TryGetValue(m.Name, out var type) || (m.Value.ValueKind == JsonValueKind.Number) != (type == "Number")).Select(m => $"{m.Name} is not known or of another type"),
        ];
    }

    private static int CountOf(JsonElement parameter, string value)
    {
        if (!parameter.TryGetProperty("subParams", out _))
        {
            return value.Split(',').Length;
        }
        using var document = JsonDocument.Parse(value);
        return document.RootElement.GetArrayLength();
    }

    private static bool IsOf(string type, string value) => type switch
    {
        "Number" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "Boolean" => value is "true" or "false",
        "Date" => DateTime.TryParseExact(value, TopShop.InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => value.Length > 0,
    };

    private static bool IsRequired(JsonElement parameter) => parameter.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True;

    private static IEnumerable<string> Names(JsonElement parameters) => parameters.EnumerateArray().SelectMany(
        p => Names(p.TryGetProperty("subParams", out var below) ? below : default(JsonElement?)).Prepend(p.GetProperty("name").GetString()!));

    private static IEnumerable<string> Names(JsonElement? parameters) => parameters is { } some ? Names(some) : [];
}
