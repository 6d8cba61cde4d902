using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace InventoryPortal.Tests.Support;

/// <summary>A vendor's own model of an API (Swagger 2.0), against which requests are held. The models are not part of the project.</summary>
public sealed class VendorModel
{
    private readonly JsonElement _model;
    private readonly VendorSchema _schema;

    private VendorModel(string json)
    {
        using var document = JsonDocument.Parse(json);
        _model = document.RootElement.Clone();
        _schema = new VendorSchema(_model);
    }

    public static VendorModel Parse(string json) => new(json);

    /// <summary>What is wrong with a request, a sentence each; null when the model has no such operation.</summary>
    /// <param name="path">Without the query.</param>
    public IReadOnlyList<string>? Faults(string method, string path, string query, string body)
    {
        var found = _model.GetProperty("paths").EnumerateObject().Where(p => IsOf(p.Name, path)).OrderBy(p => p.Name.Count(c => c == '{')).Select(p => p.Value).FirstOrDefault();
        if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(method.ToLowerInvariant(), out var operation))
        {
            return null;
        }
        var parameters = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().Select(Resolve).ToList() : [];
        return [.. QueryFaults(parameters, query), .. BodyFaults(parameters, body)];
    }

    private JsonElement Resolve(JsonElement parameter) =>
        parameter.TryGetProperty("$ref", out var reference)
            ? reference.GetString()!.Split('/').Skip(1).Aggregate(_model, (place, name) => place.GetProperty(name))
            : parameter;

    private static bool IsOf(string template, string path)
    {
        var (wanted, given) = (template.Split('/'), path.Split('/'));
        return wanted.Length == given.Length && wanted.Zip(given).All(p => p.First.StartsWith('{') ? p.Second.Length > 0 : p.First == p.Second);
    }

    private static IEnumerable<string> QueryFaults(List<JsonElement> parameters, string query)
    {
        var known = parameters.Where(p => p.GetProperty("in").GetString() == "query").ToDictionary(p => p.GetProperty("name").GetString()!);
        var given = QueryHelpers.ParseQuery(query);
        var missing = known.Where(k => k.Value.TryGetProperty("required", out var r) && r.GetBoolean() && !given.ContainsKey(k.Key)).Select(k => $"The parameter {k.Key} is missing.");
        return missing.Concat(given.SelectMany(g => known.TryGetValue(g.Key, out var parameter)
            ? ValueFaults(parameter, g.Key, g.Value.ToString())
            : [$"The parameter {g.Key} is not known."]));
    }

    private static IEnumerable<string> ValueFaults(JsonElement parameter, string name, string value)
    {
        if (parameter.GetProperty("type").GetString() == "array")
        {
            var items = value.Split(',');
            var isMany = parameter.TryGetProperty("maxItems", out var most) && items.Length > most.GetInt32();
            return (isMany ? [$"The parameter {name} holds {items.Length} values."] : Enumerable.Empty<string>()).Concat(items.SelectMany(i => ValueFaults(parameter.GetProperty("items"), name, i)));
        }
        var isChosen = !parameter.TryGetProperty("enum", out var among) || among.EnumerateArray().Any(c => c.ToString() == value);
        var fits = parameter.GetProperty("type").GetString() switch
        {
            "integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                && !(parameter.TryGetProperty("maximum", out var top) && whole > top.GetInt64()) && !(parameter.TryGetProperty("minimum", out var least) && whole < least.GetInt64()),
            "boolean" => value is "true" or "false",
            _ => !parameter.TryGetProperty("format", out var format) || format.GetString() != "date-time" || DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
        };
        return isChosen && fits ? [] : [$"The parameter {name} may not be {value}."];
    }

    private IEnumerable<string> BodyFaults(List<JsonElement> parameters, string body)
    {
        var wanted = parameters.FirstOrDefault(p => p.GetProperty("in").GetString() == "body");
        if (wanted.ValueKind != JsonValueKind.Object)
        {
            return body.Length == 0 ? [] : ["The operation takes no body."];
        }
        if (body.Length == 0)
        {
            return ["The body is missing."];
        }
        using var document = JsonDocument.Parse(body);
        return [.. _schema.Faults(wanted.GetProperty("schema"), document.RootElement.Clone())];
    }
}
