using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>Section <c>AzureAd</c>: sign-in with Entra ID. Absent, only local accounts exist.</summary>
public sealed class EntraOptions
{
    public const string Section = "AzureAd";

    /// <summary><c>https://login.microsoftonline.com/</c> or a national cloud's.</summary>
    public string? Instance { get; set; }

    /// <summary>Tenant id or domain.</summary>
    public string? TenantId { get; set; }

    /// <summary>Application (client) id.</summary>
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Path of the answer; registered at Entra as redirect address.</summary>
    public string CallbackPath { get; set; } = "/sign-in/entra/callback";
}

/// <summary>
/// Refuses a wrong section at start, all faults at once: the remote handler is built on every request, so a wrong section
/// would otherwise fail them all.
/// </summary>
internal sealed class EntraOptionsValidation : IValidateOptions<EntraOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, EntraOptions options)
    {
        var faults = new List<string>();
        if (!Uri.TryCreate(options.Instance, UriKind.Absolute, out var instance) || instance.Scheme != Uri.UriSchemeHttps)
        {
            faults.Add("AzureAd:Instance must be an https address, such as https://login.microsoftonline.com/.");
        }
        Need(options.TenantId, nameof(EntraOptions.TenantId), faults);
        Need(options.ClientId, nameof(EntraOptions.ClientId), faults);
        Need(options.ClientSecret, nameof(EntraOptions.ClientSecret), faults);
        if (!options.CallbackPath.StartsWith('/'))
        {
            faults.Add("AzureAd:CallbackPath must begin with a slash.");
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Need(string? value, string key, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            faults.Add($"AzureAd:{key} is missing.");
        }
    }
}
