using System.Text.RegularExpressions;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Names of a Shopify channel's settings and credentials in the HTTP contract.</summary>
internal static class ShopifyFields
{
    public const string ShopDomain = "shopDomain";
    public const string LocationId = "locationId";
    public const string ApiVersion = "apiVersion";
    public const string BaseUrl = "baseUrl";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";

    /// <summary>Webhooks may be signed with it for up to an hour after the secret was rotated.</summary>
    public const string ClientSecretPrevious = "clientSecretPrevious";

    /// <summary>Of an app made in the shop's own admin; lasts until it is revoked.</summary>
    public const string AccessToken = "accessToken";

    /// <summary>Of an app made for other merchants; another one comes with every use.</summary>
    public const string RefreshToken = "refreshToken";
}

/// <summary>The shop of a channel: where it is and what stands in its settings. Lives for one call of the adapter.</summary>
internal sealed partial class ShopifyShop
{
    /// <summary>Version of the API that the documents in this folder were written for.</summary>
    public const string DefaultVersion = "2026-10";

    private ShopifyShop(ChannelConnection channel, Uri root, string version, string location)
    {
        Channel = channel;
        Location = location;
        Api = new Uri(root, $"admin/api/{version}/graphql.json");
        Token = new Uri(root, "admin/oauth/access_token");
        Secrets = [.. channel.Credentials.Values.Where(v => v.Length > 0)];
    }

    public ChannelConnection Channel { get; }

    /// <summary>The one address of the GraphQL API.</summary>
    public Uri Api { get; }

    /// <summary>Where access tokens are given out.</summary>
    public Uri Token { get; }

    /// <summary>Global id of the location whose stock is kept.</summary>
    public string Location { get; }

    /// <summary>Everything that may never be seen, without the access token in use.</summary>
    public IReadOnlyList<string> Secrets { get; }

    public string? Credential(string name) => Channel.Credentials.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The shop of a channel; null with a reason when its settings or credentials do not name one.</summary>
    public static ShopifyShop? Of(ChannelConnection channel, out string reason)
    {
        reason = "";
        if (RootOf(channel.Settings) is not { } root)
        {
            reason = "The channel has no valid shop domain.";
            return null;
        }
        if (ShopifyIds.LocationOf(channel.Settings.GetValueOrDefault(ShopifyFields.LocationId)) is not { } location)
        {
            reason = "The channel has no valid location id.";
            return null;
        }
        if (channel.Credentials.GetValueOrDefault(ShopifyFields.ClientSecret) is not { Length: > 0 }
            || (channel.Credentials.GetValueOrDefault(ShopifyFields.AccessToken) ?? channel.Credentials.GetValueOrDefault(ShopifyFields.ClientId)) is not { Length: > 0 })
        {
            reason = "The channel has no client id and secret: enter them again.";
            return null;
        }
        return new ShopifyShop(channel, root, channel.Settings.GetValueOrDefault(ShopifyFields.ApiVersion) is { Length: > 0 } v ? v : DefaultVersion, location);
    }

    /// <summary>Whether this is a shop's permanent domain.</summary>
    public static bool IsShopDomain(string? text) => text is not null && ShopDomain().IsMatch(text);

    /// <summary>Whether this names a version of the API, such as 2026-10.</summary>
    public static bool IsVersion(string text) => Version().IsMatch(text);

    // An address of its own (a sandbox, the simulated shop) may lie in a folder.
    private static Uri? RootOf(IReadOnlyDictionary<string, string> settings)
    {
        if (settings.GetValueOrDefault(ShopifyFields.BaseUrl) is { Length: > 0 } own)
        {
            return Uri.TryCreate(own.TrimEnd('/') + "/", UriKind.Absolute, out var root) ? root : null;
        }
        var domain = settings.GetValueOrDefault(ShopifyFields.ShopDomain);
        return IsShopDomain(domain) ? new Uri($"https://{domain}/") : null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShopDomain();

    [GeneratedRegex(@"\A20[0-9]{2}-(01|04|07|10)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
