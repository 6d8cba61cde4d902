using System.Globalization;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Names of an Amazon channel's settings and credentials in the HTTP contract.</summary>
internal static class AmazonFields
{
    public const string Region = "region";
    public const string SellerId = "sellerId";
    public const string MarketplaceId = "marketplaceId";
    public const string BaseUrl = "baseUrl";
    public const string TokenUrl = "tokenUrl";

    /// <summary>Seconds after which an accepted quantity is read back for the first time.</summary>
    public const string ConfirmSeconds = "confirmSeconds";

    /// <summary>The SQS queue to which Amazon sends its notifications.</summary>
    public const string QueueUrl = "queueUrl";
    public const string ClientId = "clientId";
    public const string ClientSecret = "clientSecret";
    public const string RefreshToken = "refreshToken";
    public const string AwsAccessKeyId = "awsAccessKeyId";
    public const string AwsSecretAccessKey = "awsSecretAccessKey";
}

/// <summary>The seller account of a channel: where Amazon is for it and who it is there. Lives for one call of the adapter.</summary>
internal sealed class AmazonSeller
{
    private const string SandboxAndProductionTokens = "https://api.amazon.com/auth/o2/token";

    /// <summary>Amazon shows most accepted quantities within seconds.</summary>
    private const int UsualConfirmSeconds = 15;

    /// <summary>Longest first wait that can be set: an hour.</summary>
    public const int MaxConfirmSeconds = 3600;

    private AmazonSeller(ChannelConnection channel, Uri api, Uri tokens)
    {
        (Channel, Api, Tokens) = (channel, api, tokens);
        SellerId = channel.Settings[AmazonFields.SellerId];
        MarketplaceId = channel.Settings[AmazonFields.MarketplaceId];
        ClientId = channel.Credentials[AmazonFields.ClientId];
        ClientSecret = channel.Credentials[AmazonFields.ClientSecret];
        RefreshToken = channel.Credentials[AmazonFields.RefreshToken];
    }

    public ChannelConnection Channel { get; }

    /// <summary>Without a slash at the end.</summary>
    public Uri Api { get; }

    public Uri Tokens { get; }

    public string SellerId { get; }

    public string MarketplaceId { get; }

    public string ClientId { get; }

    public string ClientSecret { get; }

    public string RefreshToken { get; }

    /// <summary>Amazon counts calls for each application and seller: several channels of one account share their budget.</summary>
    public string Account => $"{Api.Host}|{ClientId}|{SellerId}";

    /// <summary>How long an accepted quantity is left before it is looked for.</summary>
    public TimeSpan ConfirmAfter => TimeSpan.FromSeconds(
        ConfirmSecondsOf(Channel.Settings) ?? UsualConfirmSeconds);

    /// <summary>Everything that may never be seen, beside the access token of the moment.</summary>
    public IEnumerable<string> Secrets => [ClientSecret, RefreshToken];

    /// <summary>The seller of a channel; null with a reason when its settings or secrets are not whole.</summary>
    public static AmazonSeller? Of(ChannelConnection channel, out string reason)
    {
        reason = "";
        var settings = channel.Settings;
        var api = BaseOf(settings.GetValueOrDefault(AmazonFields.Region), settings.GetValueOrDefault(AmazonFields.BaseUrl));
        if (string.IsNullOrEmpty(settings.GetValueOrDefault(AmazonFields.SellerId)) || string.IsNullOrEmpty(settings.GetValueOrDefault(AmazonFields.MarketplaceId))
            || api is null || !Uri.TryCreate(settings.GetValueOrDefault(AmazonFields.TokenUrl) is { Length: > 0 } url ? url : SandboxAndProductionTokens, UriKind.Absolute, out var tokens))
        {
            reason = "The channel's region, seller or marketplace is missing.";
            return null;
        }
        if (new[] { AmazonFields.ClientId, AmazonFields.ClientSecret, AmazonFields.RefreshToken }.Any(f => string.IsNullOrEmpty(channel.Credentials.GetValueOrDefault(f))))
        {
            reason = "The channel has no client or refresh token: enter them again.";
            return null;
        }
        return new AmazonSeller(channel, api, tokens);
    }

    /// <summary>Seconds as entered; null when nothing or no such number was entered.</summary>
    public static int? ConfirmSecondsOf(IReadOnlyDictionary<string, string> settings) =>
        int.TryParse(settings.GetValueOrDefault(AmazonFields.ConfirmSeconds), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 1 and <= MaxConfirmSeconds ? seconds : null;

    /// <summary>The address of a path that begins with a slash.</summary>
    public Uri At(string path) => new(Api.AbsoluteUri.TrimEnd('/') + path);

    private static Uri? BaseOf(string? region, string? baseUrl)
    {
        var text = !string.IsNullOrEmpty(baseUrl) ? baseUrl : region is "na" or "eu" or "fe" ? $"https://sellingpartnerapi-{region}.amazon.com" : null;
        return Uri.TryCreate(text, UriKind.Absolute, out var api) ? api : null;
    }
}
