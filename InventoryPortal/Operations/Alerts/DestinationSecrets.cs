using System.Security.Cryptography;
using System.Text.Json;
using InventoryPortal.Channels.Custom;
using InventoryPortal.Persistence;
using Microsoft.AspNetCore.DataProtection;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Where a webhook goes, which is a secret itself at Slack and Teams, and the key it is signed with.</summary>
/// <param name="Key"><c>whsec_…</c>; null where nothing is signed.</param>
public sealed record HookSecret(Uri Url, string? Key);

/// <summary>Keeps webhooks' addresses and keys encrypted in their rows.</summary>
public sealed class DestinationSecrets(IDataProtectionProvider protection, ILogger<DestinationSecrets> log)
{
    /// <summary>Bytes of a key that we make: as long as the hash.</summary>
    private const int KeyBytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("InventoryPortal.AlertDestinations.v1");

    /// <summary>A new signing secret.</summary>
    public static string NewKey() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Whether the text is a signing secret.</summary>
    public static bool IsKey(string? text) => StandardWebhooks.KeyOf(text) is not null;

    public string Protect(HookSecret secret) => _protector.Protect(JsonSerializer.Serialize(secret));

    /// <summary>Makes a key now, should one be due: inside a write transaction it would wait for that one's own lock.</summary>
    public void PrepareKey() => _protector.Protect("");

    /// <summary>Whether a row's secret can be decrypted; nothing is logged.</summary>
    public bool CanRead(string text)
    {
        try
        {
            _protector.Unprotect(text);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The secret of a row; null when there is none or it cannot be decrypted, which is logged.</summary>
    public HookSecret? Unprotect(string? text, string name)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize<HookSecret>(_protector.Unprotect(text));
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            // The exception is left out on purpose: the remedy is the same for every cause.
            log.LogError(LogEvents.DestinationUnreadable, "The address of the alert destination {Name} cannot be decrypted; enter it again.", name);
            return null;
        }
    }
}
