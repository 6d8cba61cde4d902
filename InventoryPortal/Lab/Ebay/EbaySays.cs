using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.Ebay;

/// <summary>eBay's way of saying things: errors by number, bodies read strictly.</summary>
internal static class EbaySays
{
    public static LabReply Ok(JsonObject body) => new(200, body.ToJsonString());

    public static LabReply Done { get; } = new(204, "");

    /// <summary>201 with the address of what was made and no body.</summary>
    public static LabReply Made(Uri address, string path) =>
        new(201, "", Headers: new Dictionary<string, string> { ["Location"] = $"{address.AbsoluteUri}/{path}" });

    public static LabReply Refused(int status, int errorId, string domain, string message, string? about = null) =>
        new(status, new JsonObject { ["errors"] = new JsonArray(Error(errorId, domain, message, about)) }.ToJsonString());

    public static JsonObject Error(int errorId, string domain, string message, string? about = null, string category = "REQUEST")
    {
        var error = new JsonObject { ["errorId"] = errorId, ["domain"] = domain, ["category"] = category, ["message"] = message };
        if (about is not null)
        {
            error["parameters"] = new JsonArray(new JsonObject { ["name"] = about, ["value"] = "" });
        }
        return error;
    }

    /// <summary>The body as an object of just these members (a name that ends in ? may be missing); null for anything else.</summary>
    public static JsonObject? Strict(JsonNode? node, params ReadOnlySpan<string> members)
    {
        if (node is not JsonObject found)
        {
            return null;
        }
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            var name = member.TrimEnd('?');
            known.Add(name);
            if (member == name && found[name] is null)
            {
                return null;
            }
        }
        return found.All(m => known.Contains(m.Key)) ? found : null;
    }

    public static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        // ArgumentException: a member came twice.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Text of at most so many characters; null for anything else.</summary>
    public static string? Text(JsonNode? node, int length) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text && text.Length <= length ? text : null;

    /// <summary>A whole number of units; null for anything else.</summary>
    public static int? Units(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var units) && units >= 0 ? units : null;

    /// <summary>A parameter of the query as a whole number within bounds; the default when it is missing, null when it is no such number.</summary>
    public static int? Number(LabRequest request, string name, int missing, int least, int most)
    {
        var text = request.Parameters[name].ToString();
        return text.Length == 0 ? missing
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
    }

    /// <summary>Whether the query holds nothing but these.</summary>
    public static bool Knows(LabRequest request, params string[] names) => request.Parameters.Keys.All(names.Contains);

    public static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
