using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Settings;

/// <summary>How much there is of everything, and how each channel stands; nothing that names a customer or opens anything.</summary>
public sealed class DiagnosticQueries(PortalDatabase database)
{
    /// <summary>Channels told of; no merchant has as many.</summary>
    private const int MaxChannels = 1_000;

    public Task<IReadOnlyDictionary<string, long>> CountsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, long>>(
            async (db, token) => new SortedDictionary<string, long>(StringComparer.Ordinal)
            {
                ["products"] = await db.Products.LongCountAsync(token),
                ["movements"] = await db.Movements.LongCountAsync(token),
                ["orderLines"] = await db.OrderLines.LongCountAsync(token),
                ["reservations"] = await db.Reservations.LongCountAsync(token),
                ["channels"] = await db.Channels.LongCountAsync(token),
                ["listings"] = await db.Listings.LongCountAsync(token),
                ["listingsBehind"] = await db.Listings.LongCountAsync(l => l.ProductId != null && l.DesiredRevision > l.ConfirmedRevision, token),
                ["events"] = await db.InboundEvents.LongCountAsync(token),
                ["eventsPending"] = await db.InboundEvents.LongCountAsync(e => e.Status == Persistence.Rows.InboundStatus.Pending, token),
                ["jobs"] = await db.SyncJobs.LongCountAsync(token),
                ["calls"] = await db.SyncAttempts.LongCountAsync(token),
                ["alertsOpen"] = await db.Alerts.LongCountAsync(a => a.State == Domain.Monitoring.AlertState.Open, token),
                ["people"] = await db.Users.LongCountAsync(token),
                ["apiKeys"] = await db.ApiKeys.LongCountAsync(token),
            },
            cancellationToken);

    public Task<List<ChannelStanding>> ChannelsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Channels.OrderBy(c => c.Key).Take(MaxChannels)
                .Select(c => new ChannelStanding(
                    c.Key, c.Kind.ToString(), c.State.ToString(), c.StateReason, c.ProtectedCredentials != null, c.Weight, c.ClockAheadMs,
                    c.LastConfirmedAt, c.LastEventAt, c.LastPolledAt, c.WebhooksOkAt, c.NotBefore))
                .ToListAsync(token),
            cancellationToken);
}

/// <summary>One channel, without its name, its address and its secrets.</summary>
public sealed record ChannelStanding(
    string Key,
    string Kind,
    string State,
    string? Reason,
    bool HasCredential,
    int Weight,
    long ClockAheadMs,
    DateTimeOffset? LastConfirmedAt,
    DateTimeOffset? LastEventAt,
    DateTimeOffset? LastPolledAt,
    DateTimeOffset? WebhooksOkAt,
    DateTimeOffset? NotBefore);
