using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Looks which credentials are about to end by themselves, while there is time to get another.</summary>
public sealed class CredentialWatch(PortalDatabase database, ConnectionLookup connections, AdapterSet adapters, AlertStore alerts, TimeProvider clock)
{
    /// <summary>From when on people are told: a week outlasts a holiday.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    /// <summary>Channels looked at; no merchant has as many.</summary>
    private const int MaxChannels = 1_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ids = await database.ReadAsync((db, token) => db.Channels.OrderBy(c => c.Id).Take(MaxChannels).Select(c => c.Id).ToListAsync(token), cancellationToken);
        var findings = new List<AlertFinding>();
        foreach (var id in ids)
        {
            if (await connections.FindAsync(id, cancellationToken) is { } connection && adapters.Get(connection.Kind) is { } adapter)
            {
                var ends = adapter.CredentialEndsAt(connection);
                findings.Add(new AlertFinding(AlertKind.CredentialExpiring, connection.Key, Sentence(connection.Key, ends, now), null, id, ends - now <= Ahead));
            }
        }
        await alerts.RecordAsync(findings, cancellationToken);
    }

    private static string Sentence(string key, DateTimeOffset? ends, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"The credential of {key} {(ends > now ? "ends" : "ended")} on {ends?.ToUniversalTime():yyyy-MM-dd} at {ends?.ToUniversalTime():HH:mm} UTC: enter a new one, with the day on which that ends.");
}
