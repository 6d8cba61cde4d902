using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Channels.Http;

/// <summary>Reads a channel's JSON strictly: a number that is not a plain whole one is never taken for one.</summary>
internal static class WireJson
{
    /// <summary>Depth of nesting taken: orders and products nest about 7 deep, plugins add a little.</summary>
    private const int MaxDepth = 64;

    // A repeated member makes "which value holds" a guess; a real channel never sends one.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Parses UTF-8; false for HTML, a cut-off answer, doubled members and the like.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document)
    {
        try
        {
            document = JsonDocument.Parse(WithoutMark(body), Strict);
            return true;
        }
        // InvalidOperationException: a member's name holds a lone surrogate.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            document = null;
            return false;
        }
    }

    /// <summary>The member, null when the element is no object or has no such member or it is null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>The member as text; null when it is absent, blank or no string.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name)?.AsText();

    /// <summary>The value as text; null when it is blank or no string.</summary>
    public static string? AsText(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }
        // A lone surrogate, legal in JSON, cannot be held in a .NET string.
        try
        {
            var text = value.GetString();
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The member as a positive id; 0 when it is absent or none.</summary>
    public static long Id(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var id) && id > 0 ? id : 0;

    /// <summary>The value as a whole number written plainly (not 5.0, not 1e3, not "5"), within the bounds of a quantity.</summary>
    public static bool TryWhole(this JsonElement value, out int whole)
    {
        whole = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out whole) && Quantities.IsLevel(whole);
    }

    /// <summary>An instant that a channel writes without zone and means as UTC, to the second.</summary>
    public static DateTimeOffset? UtcInstant(this JsonElement element, string name) =>
        element.Text(name) is { } text
        && DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var instant)
            ? instant
            : null;

    /// <summary>An instant as ISO 8601 has it, with fractions of a second and its zone: <c>2026-11-23T08:25:43.511Z</c>.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string name) =>
        element.Text(name) is { } text
        && DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    /// <summary>A byte order mark, which some plugins put before every answer, is no part of the JSON.</summary>
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
}
