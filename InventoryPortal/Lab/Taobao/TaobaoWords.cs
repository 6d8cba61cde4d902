using System.Globalization;
using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.Taobao;

/// <summary>An error as the platform words it.</summary>
internal sealed record TaobaoError(int Code, string Message, string? SubCode = null, string? SubMessage = null)
{
    public static TaobaoError Missing(string name) => new(40, "Missing Required Arguments", "isv.missing-parameter", name);

    public static TaobaoError Invalid(string name) => new(41, "Invalid Arguments", "isv.invalid-parameter", name);

    public static TaobaoError Service(string subCode, string subMessage) => new(50, "Remote service error", subCode, subMessage);

    /// <summary>Calls come too often.</summary>
    public static TaobaoError Ban(int seconds) => new(
        7, "App Call Limited", "accesscontrol.limited-by-app-access-count",
        string.Create(CultureInfo.InvariantCulture, $"This ban will last for {seconds} more seconds"));

    public LabReply Reply() => TaobaoWords.Reply("error_response", new JsonObject
    {
        ["code"] = Code, ["msg"] = Message, ["sub_code"] = SubCode, ["sub_msg"] = SubMessage,
    });
}

/// <summary>How the platform writes.</summary>
internal static class TaobaoWords
{
    private const string InstantFormat = "yyyy-MM-dd HH:mm:ss";

    /// <summary>China's, which the platform means with every instant.</summary>
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    public static string Instant(DateTimeOffset at) => at.ToOffset(Zone).ToString(InstantFormat, CultureInfo.InvariantCulture);

    public static bool TryInstant(string? text, out DateTimeOffset at)
    {
        var isOne = DateTime.TryParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year > 1;
        at = isOne ? new DateTimeOffset(local, Zone) : default;
        return isOne;
    }

    /// <summary>Status 200, whatever it says.</summary>
    public static LabReply Reply(string envelope, JsonObject body)
    {
        body["request_id"] = "lab";
        return new LabReply(200, new JsonObject { [envelope] = body }.ToJsonString());
    }

    /// <summary>A method's answer.</summary>
    public static LabReply Good(string method, JsonObject body) =>
        Reply($"{method[(method.StartsWith("taobao.", StringComparison.Ordinal) ? 7 : 0)..].Replace('.', '_')}_response", body);

    /// <summary>A list in its wrapping object; none at all for an empty one.</summary>
    public static JsonObject? List(string itemName, IEnumerable<JsonNode> items) =>
        items.ToArray() is { Length: > 0 } some ? new JsonObject { [itemName] = new JsonArray(some) } : null;

    /// <summary>Only what was asked for.</summary>
    public static JsonObject Only(JsonObject all, string fields)
    {
        var asked = fields.Split(',').ToHashSet(StringComparer.Ordinal);
        // All of an item's SKUs are asked for by the name "sku".
        return new JsonObject(all.Where(m => m.Value is not null && asked.Contains(m.Key == "skus" ? "sku" : m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
    }
}
