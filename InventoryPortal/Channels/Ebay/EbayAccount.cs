using System.Globalization;
using System.Text;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Names of an eBay channel's settings and credentials in the HTTP contract.</summary>
internal static class EbayFields
{
    public const string MarketplaceId = "marketplaceId";
    public const string Environment = "environment";
    public const string BaseUrl = "baseUrl";
    public const string TokenUrl = "tokenUrl";

    /// <summary>Optional: SKUs of one write call, where an account is known to take fewer than 25.</summary>
    public const string BatchSize = "batchSize";

    /// <summary>Optional: where eBay writes when notifications fail; wanted before the first one, unless the developer pages have it.</summary>
    public const string AlertEmail = "alertEmail";

    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string RefreshToken = "refreshToken";
    public const string VerificationToken = "verificationToken";

    public const string Production = "production";
    public const string Sandbox = "sandbox";
}

/// <summary>One seller's account: where its API is and how to sign in. Lives for one call of the adapter.</summary>
internal sealed class EbayAccount
{
    /// <summary>SKUs of one write call as the type of the request has it; the method's own page says one.</summary>
    public const int MaxBatch = 25;

    private EbayAccount(Uri api, Uri token, ChannelConnection channel)
    {
        (Api, Token, Channel) = (api, token, channel);
        Basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Credential(EbayFields.ClientId)}:{Credential(EbayFields.ClientSecret)}"));
        Secrets = [.. channel.Credentials.Values.Where(v => v.Length > 0), Basic];
    }

    /// <summary>Root of every API, with a slash at the end.</summary>
    public Uri Api { get; }

    /// <summary>Where tokens come from.</summary>
    public Uri Token { get; }

    public ChannelConnection Channel { get; }

    /// <summary>The application's name and secret as HTTP's Basic scheme wants them.</summary>
    public string Basic { get; }

    public string RefreshToken => Credential(EbayFields.RefreshToken);

    public string VerificationToken => Credential(EbayFields.VerificationToken);

    public string MarketplaceId => Setting(Channel.Settings, EbayFields.MarketplaceId);

    /// <summary>
    /// Whether what was listed at a place is this channel's to count: its own marketplace's, and what no other channel has, where the seller's
    /// first channel counts it. The stock of an item is one for all marketplaces: a sale in one that has no channel takes from it, too.
    /// </summary>
    /// <param name="place">Marketplace; null where eBay does not tell.</param>
    public bool Counts(string? place) =>
        place is null || Is(Channel, place)
        || (!Channel.Siblings.Any(s => Is(s, place)) && !Channel.Siblings.Any(s => s.ChannelId < Channel.ChannelId && Credential(s, EbayFields.RefreshToken) == RefreshToken));

    /// <summary>Null when the merchant entered none.</summary>
    public string? AlertEmail => Setting(Channel.Settings, EbayFields.AlertEmail) is { Length: > 0 } email ? email : null;

    /// <summary>Everything that may never be seen.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <summary>The account of a channel; null with a reason when its settings name none.</summary>
    public static EbayAccount? Of(ChannelConnection channel, out string reason)
    {
        reason = "";
        if (ApiOf(channel.Settings) is not { } api || TokenOf(channel.Settings, api) is not { } token)
        {
            reason = "The channel has no valid environment or address.";
            return null;
        }
        var missing = new[] { EbayFields.ClientId, EbayFields.ClientSecret, EbayFields.RefreshToken }.FirstOrDefault(f => Setting(channel.Credentials, f).Length == 0);
        if (missing is not null)
        {
            reason = $"The channel has no {missing}: enter it again.";
            return null;
        }
        return new EbayAccount(api, token, channel);
    }

    /// <summary>SKUs of one write call that the settings allow.</summary>
    public static int BatchSize(IReadOnlyDictionary<string, string> settings) =>
        int.TryParse(Setting(settings, EbayFields.BatchSize), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MaxBatch
            ? size
            : MaxBatch;

    /// <summary>A value, blank when it is absent.</summary>
    public static string Setting(IReadOnlyDictionary<string, string> values, string name) => values.GetValueOrDefault(name)?.Trim() ?? "";

    private static Uri? ApiOf(IReadOnlyDictionary<string, string> settings)
    {
        var text = (Setting(settings, EbayFields.BaseUrl), Setting(settings, EbayFields.Environment)) switch
        {
            ({ Length: > 0 } own, _) => own,
            (_, EbayFields.Production) => "https://api.ebay.com",
            (_, EbayFields.Sandbox) => "https://api.sandbox.ebay.com",
            _ => "",
        };
        return Address(text.TrimEnd('/') + "/");
    }

    private static Uri? TokenOf(IReadOnlyDictionary<string, string> settings, Uri api) =>
        Setting(settings, EbayFields.TokenUrl) is { Length: > 0 } own ? Address(own) : new Uri(api, "identity/v1/oauth2/token");

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) ? url : null;

    private static bool Is(ChannelConnection channel, string place) => place.Equals(Setting(channel.Settings, EbayFields.MarketplaceId), StringComparison.OrdinalIgnoreCase);

    private string Credential(string name) => Credential(Channel, name);

    private static string Credential(ChannelConnection channel, string name) => channel.Credentials.GetValueOrDefault(name) ?? "";
}
