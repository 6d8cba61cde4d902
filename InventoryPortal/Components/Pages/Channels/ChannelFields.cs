using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>One field of a connection form.</summary>
/// <param name="Name">As in the HTTP contract.</param>
/// <param name="IsSecret">Whether it is a credential: never shown again.</param>
public sealed record ChannelField(string Name, bool IsSecret)
{
    /// <summary>The name under which a refusal speaks of it.</summary>
    public string ErrorName => $"{(IsSecret ? "credentials" : "settings")}.{Name}";
}

/// <summary>What each kind of channel is asked for.</summary>
public static class ChannelFields
{
    private static readonly Dictionary<ChannelKind, ChannelField[]> ByKind = new()
    {
        [ChannelKind.WooCommerce] =
        [
            new("baseUrl", false), new("consumerKey", true), new("consumerSecret", true), new("webhookSecret", true),
        ],
        [ChannelKind.Shopify] =
        [
            new("shopDomain", false), new("locationId", false), new("clientId", true), new("clientSecret", true),
            new("accessToken", true), new("refreshToken", true), new("clientSecretPrevious", true),
        ],
        [ChannelKind.Ebay] =
        [
            new("marketplaceId", false), new("environment", false), new("alertEmail", false),
            new("clientId", true), new("clientSecret", true), new("refreshToken", true), new("verificationToken", true),
        ],
        [ChannelKind.Amazon] =
        [
            new("region", false), new("sellerId", false), new("marketplaceId", false), new("clientId", true), new("clientSecret", true), new("refreshToken", true),
            new("queueUrl", false), new("awsAccessKeyId", true), new("awsSecretAccessKey", true),
        ],
        [ChannelKind.Taobao] =
        [
            new("appKey", true), new("appSecret", true), new("session", true), new("sessionExpiresAt", false), new("shopType", false), new("gateway", false),
        ],
        [ChannelKind.Custom] = [new("pushUrl", false), new("signingSecret", true)],
    };

    /// <summary>Kinds that can be connected.</summary>
    public static IReadOnlyCollection<ChannelKind> Kinds => ByKind.Keys;

    /// <summary>The fields of a kind; empty for one that has no form.</summary>
    public static IReadOnlyList<ChannelField> Of(ChannelKind kind) => ByKind.GetValueOrDefault(kind) ?? [];

    /// <summary>Of what was entered, the fields of a kind that are no secret.</summary>
    public static IReadOnlyDictionary<string, string?> Open(ChannelKind kind, IReadOnlyDictionary<string, string?> entered) =>
        Of(kind).Where(f => !f.IsSecret && entered.ContainsKey(f.Name)).ToDictionary(f => f.Name, f => entered[f.Name], StringComparer.Ordinal);
}
