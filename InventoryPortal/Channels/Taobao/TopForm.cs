using System.Globalization;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Taobao;

/// <summary>Checks what a person or script enters for a shop.</summary>
internal static class TopForm
{
    /// <summary>Characters of the name of a message group.</summary>
    private const int MaxGroup = 100;

    private static readonly string[] InstantFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    public static IReadOnlyDictionary<string, string> Faults(
        IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials, Func<string?, UrlVerdict> check)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        Check(settings, TopFields.Gateway, value => check(value) is UrlVerdict.Refused refused ? refused.Reason : null, faults);
        Check(settings, TopFields.ShopType, value => value is TopFields.Taobao or TopFields.Tmall ? null : "Write taobao or tmall.", faults);
        Check(settings, TopFields.SignMethod, value => TopSign.Methods.Contains(value) ? null : $"Write one of {string.Join(", ", TopSign.Methods)}.", faults);
        Check(settings, TopFields.MessageGroup, value => value.Length <= MaxGroup && !value.Any(char.IsControl) ? null : $"A group has at most {MaxGroup} characters.", faults);
        Check(settings, TopFields.SessionExpiresAt, value => Instant(value) is null ? "Write an instant, such as 2027-03-01T00:00:00Z, or leave this out." : null, faults);
        foreach (var field in (string[])[TopFields.AppKey, TopFields.AppSecret, TopFields.Session])
        {
            if (SecretForm.FaultOf(credentials.GetValueOrDefault(field)) is { } fault)
            {
                faults["credentials." + field] = fault;
            }
        }
        if (credentials.GetValueOrDefault(TopFields.AppKey) is { Length: > 0 } key && !key.All(char.IsAsciiDigit))
        {
            faults["credentials." + TopFields.AppKey] = "An app key is a number.";
        }
        return faults;
    }

    /// <summary>The instant that a setting names; null for none.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    // All settings may be left out.
    private static void Check(IReadOnlyDictionary<string, string> settings, string field, Func<string, string?> faultOf, Dictionary<string, string> faults)
    {
        if (settings.GetValueOrDefault(field) is { Length: > 0 } value && faultOf(value) is { } fault)
        {
            faults["settings." + field] = fault;
        }
    }
}
