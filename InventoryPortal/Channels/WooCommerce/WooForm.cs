using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>Checks what a person or script enters for a store.</summary>
internal static class WooForm
{
    public static IReadOnlyDictionary<string, string> Faults(
        IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials, Func<string?, UrlVerdict> check)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        switch (check(settings.GetValueOrDefault(WooFields.BaseUrl)))
        {
            case UrlVerdict.Refused refused:
                faults["settings." + WooFields.BaseUrl] = refused.Reason;
                break;
            case UrlVerdict.Good good when good.Url.Query.Length > 0:
                faults["settings." + WooFields.BaseUrl] = "The address must not carry a query (?).";
                break;
        }
        foreach (var field in (string[])[WooFields.ConsumerKey, WooFields.ConsumerSecret, WooFields.WebhookSecret])
        {
            if (SecretForm.FaultOf(credentials.GetValueOrDefault(field)) is { } fault)
            {
                faults["credentials." + field] = fault;
            }
        }
        // A colon would end the key early in the Authorization header.
        if (credentials.GetValueOrDefault(WooFields.ConsumerKey)?.Contains(':') == true)
        {
            faults["credentials." + WooFields.ConsumerKey] = "A consumer key has no colon.";
        }
        return faults;
    }
}
