using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Checks what a person or script enters for a shop.</summary>
internal static class ShopifyForm
{
    public static IReadOnlyDictionary<string, string> Faults(
        IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials, Func<string?, UrlVerdict> check)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        void Note(string field, string? fault)
        {
            if (fault is not null)
            {
                faults[field] = fault;
            }
        }
        Note("settings." + ShopifyFields.ShopDomain, ShopifyShop.IsShopDomain(settings.GetValueOrDefault(ShopifyFields.ShopDomain))
            ? null
            : "A shop's permanent domain is required, such as my-shop.myshopify.com, in lower case and without https://.");
        Note("settings." + ShopifyFields.LocationId, ShopifyIds.LocationOf(settings.GetValueOrDefault(ShopifyFields.LocationId)) is not null
            ? null
            : "A location's number is required; it stands at the end of the location's address in the shop's settings.");
        Note("settings." + ShopifyFields.ApiVersion, settings.GetValueOrDefault(ShopifyFields.ApiVersion) is not { Length: > 0 } version || ShopifyShop.IsVersion(version)
            ? null
            : "A version looks like 2026-10.");
        Note("settings." + ShopifyFields.BaseUrl, settings.GetValueOrDefault(ShopifyFields.BaseUrl) is { Length: > 0 } url ? UrlFault(check(url)) : null);
        NoteCredentials(credentials, Note);
        return faults;
    }

    // The client secret signs the webhooks, whatever the calls are signed in with.
    private static void NoteCredentials(IReadOnlyDictionary<string, string> credentials, Action<string, string?> note)
    {
        string? Of(string field) => credentials.GetValueOrDefault(field) is { Length: > 0 } value ? value : null;
        note("credentials." + ShopifyFields.ClientSecret, SecretForm.FaultOf(Of(ShopifyFields.ClientSecret)));
        note("credentials." + ShopifyFields.ClientId, Of(ShopifyFields.ClientId) is { } id ? SecretForm.FaultOf(id)
            : Of(ShopifyFields.AccessToken) is null ? "Either this or an access token is required."
            : Of(ShopifyFields.RefreshToken) is not null ? "A refresh token is of no use without this." : null);
        foreach (var field in (string[])[ShopifyFields.AccessToken, ShopifyFields.RefreshToken, ShopifyFields.ClientSecretPrevious])
        {
            note("credentials." + field, Of(field) is { } secret ? SecretForm.FaultOf(secret) : null);
        }
    }

    private static string? UrlFault(UrlVerdict verdict) => verdict switch
    {
        UrlVerdict.Refused refused => refused.Reason,
        UrlVerdict.Good { Url.Query.Length: > 0 } => "The address must not carry a query (?).",
        _ => null,
    };
}
