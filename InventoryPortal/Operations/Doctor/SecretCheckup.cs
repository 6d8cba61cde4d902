using InventoryPortal.Access;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Doctor;

/// <summary>Whether what is encrypted can be read again; nothing of it is shown.</summary>
public sealed class SecretCheckup(IKeyManager keys, CredentialVault vault, DestinationSecrets destinations, PortalDatabase database)
{
    /// <summary>Channels and destinations looked at; no merchant has as many.</summary>
    private const int MaxRows = 1_000;

    public Finding Keys()
    {
        var all = keys.GetAllKeys();
        var broken = all.Count(k => !CanRead(k));
        return all.Count == 0 ? Finding.Ok("keys", "No key was needed yet.")
            : broken == 0 ? Finding.Ok("keys", $"{all.Count} keys can be read.")
            : Finding.Fail("keys", $"{broken} of {all.Count} keys cannot be read.", "Restore a backup that holds them, or enter the credentials encrypted with them again.");
    }

    public async Task<Finding> CredentialsAsync(CancellationToken cancellationToken)
    {
        var (channels, hooks) = await database.ReadAsync(
            async (db, token) => (
                await db.Channels.Where(c => c.ProtectedCredentials != null).OrderBy(c => c.Id).Take(MaxRows)
                    .Select(c => new { Name = c.Key, Text = c.ProtectedCredentials! }).ToListAsync(token),
                await db.AlertDestinations.Where(d => d.ProtectedSecret != null).OrderBy(d => d.Id).Take(MaxRows)
                    .Select(d => new { d.Name, Text = d.ProtectedSecret! }).ToListAsync(token)),
            cancellationToken);
        var broken = channels.Where(c => !vault.CanRead(c.Text)).Select(c => $"channel {c.Name}")
            .Concat(hooks.Where(h => !destinations.CanRead(h.Text)).Select(h => $"destination {h.Name}")).ToList();
        return broken.Count == 0
            ? Finding.Ok("credentials", $"{channels.Count + hooks.Count} can be decrypted.")
            : Finding.Fail("credentials", $"These cannot be decrypted: {string.Join(", ", broken)}.", "Enter them again: the key they were encrypted with is not in this database.");
    }

    private static bool CanRead(IKey key)
    {
        try
        {
            return key.CreateEncryptor() is not null;
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or InvalidOperationException or FormatException or System.Xml.XmlException)
        {
            return false;
        }
    }
}
