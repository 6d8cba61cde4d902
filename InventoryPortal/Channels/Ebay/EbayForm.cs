using System.Globalization;
using System.Text.RegularExpressions;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Checks what a person or script enters for an eBay account.</summary>
internal static partial class EbayForm
{
    /// <summary>Longest e-mail address taken, in characters.</summary>
    private const int MaxEmail = 254;

    public static IReadOnlyDictionary<string, string> Faults(
        IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials, Func<string?, UrlVerdict> check)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, fault) in SettingFaults(name => EbayAccount.Setting(settings, name), check).Where(f => f.Fault is not null))
        {
            faults["settings." + field] = fault!;
        }
        foreach (var field in (string[])[EbayFields.ClientId, EbayFields.ClientSecret, EbayFields.RefreshToken])
        {
            if (SecretForm.FaultOf(credentials.GetValueOrDefault(field)) is { } fault)
            {
                faults["credentials." + field] = fault;
            }
        }
        // A colon would end the name early in the Authorization header.
        if (credentials.GetValueOrDefault(EbayFields.ClientId)?.Contains(':') == true)
        {
            faults["credentials." + EbayFields.ClientId] = "A client id has no colon.";
        }
        if (!VerificationToken().IsMatch(credentials.GetValueOrDefault(EbayFields.VerificationToken) ?? ""))
        {
            faults["credentials." + EbayFields.VerificationToken] = "A verification token is 32 to 80 letters, digits, underscores and hyphens of your own choice.";
        }
        return faults;
    }

    private static IEnumerable<(string Field, string? Fault)> SettingFaults(Func<string, string> setting, Func<string?, UrlVerdict> check)
    {
        yield return (EbayFields.MarketplaceId, Marketplace().IsMatch(setting(EbayFields.MarketplaceId)) ? null : "A marketplace looks like EBAY_US, EBAY_GB or EBAY_DE.");
        yield return (EbayFields.Environment, setting(EbayFields.Environment) is EbayFields.Production or EbayFields.Sandbox ? null : "This is production or sandbox.");
        yield return (EbayFields.BatchSize, IsBatch(setting(EbayFields.BatchSize)) ? null : $"This is a whole number from 1 to {EbayAccount.MaxBatch}, or left out.");
        yield return (EbayFields.AlertEmail, IsEmail(setting(EbayFields.AlertEmail)) ? null : "This is an e-mail address, or left out.");
        foreach (var field in (string[])[EbayFields.BaseUrl, EbayFields.TokenUrl])
        {
            yield return (field, setting(field) is { Length: > 0 } url && check(url) is UrlVerdict.Refused refused ? refused.Reason : null);
        }
    }

    private static bool IsBatch(string text) =>
        text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= EbayAccount.MaxBatch);

    private static bool IsEmail(string text) => text.Length == 0
        || (text.Length <= MaxEmail && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(char.IsWhiteSpace));

    [GeneratedRegex("^EBAY_[A-Z][A-Z_]{1,29}$", RegexOptions.CultureInvariant)]
    private static partial Regex Marketplace();

    [GeneratedRegex("^[A-Za-z0-9_-]{32,80}$", RegexOptions.CultureInvariant)]
    private static partial Regex VerificationToken();
}
