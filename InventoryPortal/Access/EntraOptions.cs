using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>Section <c>AzureAd</c>: sign-in with Entra ID. Absent, only local accounts exist.</summary>
public sealed class EntraOptions
{
    public const string Section = "AzureAd";

    /// <summary><c>https://login.microsoftonline.com/</c> or a national cloud's.</summary>
    public string? Instance { get; set; }

    /// <summary>Tenant id, a GUID: what tokens name it by.</summary>
    public string? TenantId { get; set; }

    /// <summary>Application (client) id, a GUID.</summary>
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Path of the answer; registered at Entra as redirect address.</summary>
    public string CallbackPath { get; set; } = "/sign-in/entra/callback";

    /// <summary>Path to which Entra sends a person who signed out; registered there as another redirect address.</summary>
    public string SignedOutCallbackPath { get; set; } = "/sign-in/entra/signed-out";
}

/// <summary>
/// Refuses a wrong section at start, all faults at once: the remote handler is built on every request, so a wrong section
/// would otherwise fail them all.
/// </summary>
internal sealed class EntraOptionsValidation : IValidateOptions<EntraOptions>
{
    /// <summary>Words that let people of any tenant in: a stranger's administrator would then be one here.</summary>
    private static readonly string[] AnyTenant = ["common", "organizations", "consumers"];

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, EntraOptions options)
    {
        var faults = new List<string>();
        if (!Uri.TryCreate(options.Instance, UriKind.Absolute, out var instance) || instance.Scheme != Uri.UriSchemeHttps)
        {
            faults.Add("AzureAd:Instance must be an https address, such as https://login.microsoftonline.com/.");
        }
        CheckTenant(options.TenantId, faults);
        Need(options.ClientId, nameof(EntraOptions.ClientId), faults);
        if (!string.IsNullOrWhiteSpace(options.ClientId) && !Guid.TryParse(options.ClientId, out _))
        {
            faults.Add("AzureAd:ClientId must be the application's id, a GUID.");
        }
        Need(options.ClientSecret, nameof(EntraOptions.ClientSecret), faults);
        CheckPath(options.CallbackPath, nameof(EntraOptions.CallbackPath), faults);
        CheckPath(options.SignedOutCallbackPath, nameof(EntraOptions.SignedOutCallbackPath), faults);
        if (string.Equals(options.CallbackPath, options.SignedOutCallbackPath, StringComparison.OrdinalIgnoreCase))
        {
            faults.Add("AzureAd:CallbackPath and AzureAd:SignedOutCallbackPath must differ.");
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckTenant(string? tenant, List<string> faults)
    {
        Need(tenant, nameof(EntraOptions.TenantId), faults);
        if (AnyTenant.Contains(tenant, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"AzureAd:TenantId must be the id of one tenant; \"{tenant}\" would let other companies in.");
        }
        else if (!string.IsNullOrWhiteSpace(tenant) && !Guid.TryParse(tenant, out _))
        {
            faults.Add("AzureAd:TenantId must be the tenant's id, a GUID: tokens name it by that, and not by a domain.");
        }
    }

    private static void CheckPath(string path, string key, List<string> faults)
    {
        if (!path.StartsWith('/'))
        {
            faults.Add($"AzureAd:{key} must begin with a slash.");
        }
    }

    private static void Need(string? value, string key, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            faults.Add($"AzureAd:{key} is missing.");
        }
    }
}
