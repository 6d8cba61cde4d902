using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InventoryPortal.Access;

namespace InventoryPortal.Api;

/// <summary>Reads the Idempotency-Key header.</summary>
internal static class IdempotencyKeys
{
    public const string Header = "Idempotency-Key";

    public const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>Visible ASCII characters of a key.</summary>
    public const int MaxLength = 200;

    /// <summary>Neither the batch nor the item has a key.</summary>
    public static readonly Refusal ItemKeyRequired = Wrong("idempotency_key_required", "An idempotencyKey is required for every item.");

    public static (HttpIdempotentRequest? Request, Refusal? Refusal) Read(HttpContext http, Caller caller, ReadOnlyMemory<byte> body, CommandRules rules)
    {
        var values = http.Request.Headers[Header];
        if (values.Count == 0)
        {
            return (null, rules.KeyRequired ? Wrong("idempotency_key_required", "An Idempotency-Key header is required here.") : null);
        }
        return values.Count > 1 ? (null, Invalid()) : Of(http, caller, values[0] ?? "", body, rules.SuccessStatus, part: "");
    }

    /// <summary>The request that an item of a batch makes with its own key.</summary>
    public static (HttpIdempotentRequest? Request, Refusal? Refusal) OfItem(
        HttpContext http, Caller caller, string? key, ReadOnlyMemory<byte> body, int successStatus) =>
        // An item may carry the very key of its batch: the two are still two requests.
        key is null ? (null, ItemKeyRequired) : Of(http, caller, key, body, successStatus, "\nitem");

    private static (HttpIdempotentRequest? Request, Refusal? Refusal) Of(
        HttpContext http, Caller caller, string key, ReadOnlyMemory<byte> body, int successStatus, string part)
    {
        if (!IsKey(key))
        {
            return (null, Invalid());
        }
        var scope = $"{caller.Actor.Kind}\n{caller.Actor.Id}\n{http.Request.Method}\n{http.Request.Path.Value}\n{key}{part}";
        return (new HttpIdempotentRequest(http, Hash(Encoding.UTF8.GetBytes(scope)), Hash(body.Span), successStatus), null);
    }

    private static Refusal Invalid() => Wrong("idempotency_key_invalid", $"An Idempotency-Key has 1 to {MaxLength} visible ASCII characters.");

    private static bool IsKey(string key) => key is { Length: >= 1 and <= MaxLength } && key.All(c => c is > ' ' and < (char)0x7f);

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Refusal Wrong(string code, string message) =>
        new(RefusalKind.Invalid, code, message, new Dictionary<string, string[]> { [Header] = [message] });
}

/// <summary>An idempotent HTTP request; renders what is stored exactly as it is sent.</summary>
internal sealed record HttpIdempotentRequest : IdempotentRequest
{
    private readonly HttpContext _http;
    private readonly int _successStatus;

    public HttpIdempotentRequest(HttpContext http, string scope, string bodyHash, int successStatus)
        : base(scope, bodyHash)
    {
        _http = http;
        _successStatus = successStatus;
    }

    /// <inheritdoc />
    public override StoredAnswer RenderValue(object value) =>
        new(_successStatus, JsonSerializer.Serialize(value, value.GetType(), ApiJson.Options));

    /// <inheritdoc />
    public override StoredAnswer RenderRefusal(Refusal refusal)
    {
        var problem = Problem.Of(_http, refusal);
        return new StoredAnswer(problem.Status, problem.ToJson());
    }
}

/// <summary>Reads the If-Match header.</summary>
internal static class IfMatchHeader
{
    /// <summary>The version in <c>If-Match: "7"</c>; null without the header or with <c>*</c>.</summary>
    public static (long? Version, Refusal? Refusal) Read(HttpRequest request)
    {
        var values = request.Headers.IfMatch;
        if (values.Count == 0 || values is ["*"])
        {
            return (null, null);
        }
        if (values is [['"', .. var inner, '"']]
            && long.TryParse(inner, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version))
        {
            return (version, null);
        }
        return (null, Refusal.Field("If-Match", "If-Match takes one version in quotes, like \"7\"."));
    }
}
