using System.Security.Cryptography;
using System.Text.Json;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>A channel's secrets as they are stored.</summary>
/// <param name="Text">For <c>ChannelRow.ProtectedCredentials</c>; null when there are none.</param>
/// <param name="Hint">For <c>ChannelRow.CredentialHint</c>: last four characters of the main secret, null when it is too short to show any.</param>
public sealed record ProtectedCredentials(string? Text, string? Hint);

/// <summary>Keeps channels' secrets encrypted in their rows. Plain text exists only in memory, and never in a log or an exception.</summary>
public sealed class CredentialVault(
    PortalDatabase database, IDataProtectionProvider protection, TimeProvider clock, ILogger<CredentialVault> log) : ICredentialVault
{
    /// <summary>Shorter secrets give no hint: four characters would be most of them.</summary>
    private const int ShortestHinted = 12;

    /// <summary>The main secret of each kind of channel, by the names of the HTTP contract; the first one present is hinted.</summary>
    private static readonly string[] MainSecrets =
        ["consumerSecret", "refreshToken", "accessToken", "clientSecret", "session", "appSecret", "signingSecret"];

    private readonly IDataProtector _protector = protection.CreateProtector("InventoryPortal.ChannelCredentials.v1");

    /// <summary>Encrypts a channel's secrets (camelCase name to value) for its row.</summary>
    public ProtectedCredentials Protect(IReadOnlyDictionary<string, string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        return secrets.Count == 0
            ? new ProtectedCredentials(null, null)
            : new ProtectedCredentials(_protector.Protect(JsonSerializer.Serialize(secrets)), Hint(secrets));
    }

    /// <summary>
    /// Makes a key now, should one be due. Call it before a write transaction that encrypts: making it inside would wait for
    /// the write lock that the transaction itself holds.
    /// </summary>
    public void PrepareKey() => _protector.Protect("");

    /// <summary>Whether a row's secrets can be decrypted; nothing is logged.</summary>
    public bool CanRead(string protectedText)
    {
        try
        {
            _protector.Unprotect(protectedText);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The secrets of a row; empty when there are none or they cannot be decrypted, which is logged and not thrown.</summary>
    public IReadOnlyDictionary<string, string> Unprotect(string? protectedText, string channelKey)
    {
        if (string.IsNullOrEmpty(protectedText))
        {
            return new Dictionary<string, string>();
        }
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(_protector.Unprotect(protectedText)) ?? [];
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            // The exception is left out on purpose: its text is about key ids, and the remedy is the same for every cause.
            log.LogError(LogEvents.CredentialUnreadable, "The credentials of channel {Channel} cannot be decrypted; enter them again.", channelKey);
            return new Dictionary<string, string>();
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(long channelId, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(
            (db, token) => db.Channels.Where(c => c.Id == channelId).Select(c => new { c.Key, c.ProtectedCredentials }).SingleOrDefaultAsync(token),
            cancellationToken);
        return Unprotect(row?.ProtectedCredentials, row?.Key ?? "?");
    }

    /// <inheritdoc />
    public Task RotateAsync(long channelId, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken)
    {
        PrepareKey();
        return database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Channels.SingleAsync(c => c.Id == channelId, token);
                var all = new Dictionary<string, string>(Unprotect(row.ProtectedCredentials, row.Key), StringComparer.Ordinal);
                foreach (var (name, value) in secrets)
                {
                    all[name] = value;
                }
                (row.ProtectedCredentials, row.CredentialHint) = Protect(all);
                CommandGate.Record(
                    db, CommandContext.System, new Deed(Permissions.ChannelsConnect, row.Key, row.Key),
                    new ActivityNote { After = "credentials rotated: " + string.Join(", ", secrets.Keys) }, allowed: true, clock.GetUtcNow());
            },
            cancellationToken);
    }

    private static string? Hint(IReadOnlyDictionary<string, string> secrets)
    {
        var main = MainSecrets.Select(name => secrets.GetValueOrDefault(name)).FirstOrDefault(s => !string.IsNullOrEmpty(s)) ?? secrets.Values.First();
        return main.Length >= ShortestHinted ? main[^4..] : null;
    }
}
