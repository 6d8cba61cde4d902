using System.Text;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>One store: where it is and how to sign in. Lives for one call of the adapter.</summary>
internal sealed class WooStore
{
    /// <summary>Path of the API under the shop's address.</summary>
    private const string ApiPath = "wp-json/wc/v3";

    private readonly string _authorization;

    private WooStore(Uri api, string key, string secret, IReadOnlyList<string> secrets)
    {
        Api = api;
        Secrets = secrets;
        // The query string would do as well, but there the store repeats the secret in its Link header.
        _authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{secret}"));
    }

    /// <summary>Root of the API, with a slash at the end.</summary>
    public Uri Api { get; }

    /// <summary>Everything that may never be seen.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <summary>The store of a channel; null with a reason when its settings do not name one.</summary>
    public static WooStore? Of(ChannelConnection channel, out string reason)
    {
        reason = "";
        var key = channel.Credentials.GetValueOrDefault(WooFields.ConsumerKey) ?? "";
        var secret = channel.Credentials.GetValueOrDefault(WooFields.ConsumerSecret) ?? "";
        if (ApiOf(channel.Settings.GetValueOrDefault(WooFields.BaseUrl)) is not { } api)
        {
            reason = "The channel has no valid store address.";
            return null;
        }
        if (key.Length == 0 || secret.Length == 0)
        {
            reason = "The channel has no consumer key and secret: enter them again.";
            return null;
        }
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{secret}"));
        return new WooStore(api, key, secret, [.. channel.Credentials.Values.Where(v => v.Length > 0), basic]);
    }

    /// <summary>Root of the API for a shop's address, which may name a folder or the API itself; null when it is no address.</summary>
    public static Uri? ApiOf(string? baseUrl)
    {
        if (!Uri.TryCreate(baseUrl, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return null;
        }
        var path = url.AbsolutePath.TrimEnd('/');
        var full = path.EndsWith(ApiPath, StringComparison.OrdinalIgnoreCase) ? path : $"{path}/{ApiPath}";
        return new UriBuilder(url) { Path = full + "/", Query = "", Fragment = "" }.Uri;
    }

    /// <summary>A request to a route under the API, signed in the header only.</summary>
    public HttpRequestMessage Request(HttpMethod method, string route, ReadOnlyMemory<byte>? json = null, bool signed = true)
    {
        var request = new HttpRequestMessage(method, new Uri(Api, route));
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "InventoryPortal");
        if (signed)
        {
            request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        }
        if (json is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        }
        return request;
    }
}

/// <summary>Names of the settings and secrets, as the HTTP contract has them.</summary>
internal static class WooFields
{
    public const string BaseUrl = "baseUrl";
    public const string ConsumerKey = "consumerKey";
    public const string ConsumerSecret = "consumerSecret";
    public const string WebhookSecret = "webhookSecret";

    /// <summary>The secret before a rotation, accepted until it is removed.</summary>
    public const string WebhookSecretPrevious = "webhookSecretPrevious";
}
