using System.Text.Json;
using InventoryPortal.Access;

namespace InventoryPortal.Api;

/// <summary>The raw bytes of a request body, read under a bound.</summary>
internal static class ApiBody
{
    /// <summary>Bytes of a body: the largest single resource is a product of about 10 KB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Bytes of a batch of 1,000 items.</summary>
    public const int MaxBatchBytes = 4 * 1024 * 1024;

    private const int FirstBuffer = 4096;

    /// <summary>Reads all of the body, or returns null when it is longer than <paramref name="max"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int max, CancellationToken cancellationToken)
    {
        if (request.ContentLength > max)
        {
            return null;
        }
        var buffer = new byte[(int)(request.ContentLength ?? FirstBuffer) + 1];
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }
            length += read;
            if (length > max)
            {
                return null;
            }
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, max + 1));
            }
        }
    }

    /// <summary>Reads JSON strictly; a refusal names the field that does not fit, or says that it is no JSON.</summary>
    public static (T? Value, Refusal? Refusal) Parse<T>(ReadOnlyMemory<byte> json)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(json.Span, ApiJson.Options);
            return value is null ? (null, Refusal.Field("", "A JSON object is expected.")) : (value, null);
        }
        catch (JsonException e)
        {
            return (null, IsJson(json) ? Refusal.Field(FieldOf(e.Path), Expected(e)) : Malformed());
        }
    }

    /// <summary>The body is no JSON at all.</summary>
    private static Refusal Malformed() => new(
        RefusalKind.Invalid,
        "malformed_json",
        "The body is not well-formed JSON.",
        new Dictionary<string, string[]> { [""] = ["Well-formed JSON is expected."] });

    private static bool IsJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary><c>$.items[3].quantity</c> → <c>items[3].quantity</c>; the whole body is the empty name.</summary>
    private static string FieldOf(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..];

    private static string Expected(JsonException e) =>
        e.Message.Contains("Int", StringComparison.Ordinal) ? "A whole number within bounds is expected, without quotes." : "The value has the wrong type or an unknown word.";
}
