using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Looks whether channels follow and keep the same time, and whether errors come too fast. Whether they speak is <see cref="SilenceWatch"/>'s.</summary>
public sealed class ChannelWatch(PortalDatabase database, AlertStore alerts, ErrorQueries errors, TimeProvider clock)
{
    /// <summary>A new channel with linked listings should have confirmed something by then.</summary>
    public static readonly TimeSpan NeverSyncedAfter = TimeSpan.FromMinutes(30);

    /// <summary>A quantity that waits this long is not on its way: retries end sooner.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(30);

    /// <summary>Errors are counted over this long.</summary>
    public static readonly TimeSpan SpikeWindow = TimeSpan.FromMinutes(15);

    /// <summary>More errors than this in the window are a spike: a healthy portal has a few a day.</summary>
    public const int SpikeErrors = 50;

    /// <summary>Further apart than this two clocks are a fault: signatures of messages hold for five minutes.</summary>
    public static readonly TimeSpan ClocksMayDiffer = TimeSpan.FromMinutes(2);

    /// <summary>Channels looked at; no merchant has as many.</summary>
    private const int MaxChannels = 1000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var channels = await database.ReadAsync((db, token) => ReadAsync(db, now, token), cancellationToken);
        var spike = await errors.CountSinceAsync(now - SpikeWindow, cancellationToken);
        await alerts.RecordAsync(
            [
                .. channels.SelectMany(c => Judge(c, now)),
                new AlertFinding(
                    AlertKind.ErrorSpike, "errors", $"{spike} errors came within {SpikeWindow.TotalMinutes:0} minutes.", null, null, spike > SpikeErrors),
            ],
            cancellationToken);
    }

    private static Task<List<ChannelFacts>> ReadAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var late = now - StaleAfter;
        return db.Channels.OrderBy(c => c.Id).Take(MaxChannels)
            .Select(c => new ChannelFacts(
                c.Id, c.Key, c.State == ChannelState.Active && !c.Shadow, c.CreatedAt, c.LastConfirmedAt, c.ClockAheadMs,
                db.Listings.Any(l => l.ChannelId == c.Id && l.ProductId != null && l.SyncEnabled && !l.AwaitsApproval),
                db.Listings.Any(l => l.ChannelId == c.Id && l.DueAt != null && l.DesiredAt < late && l.DesiredRevision > l.ConfirmedRevision)))
            .ToListAsync(cancellationToken);
    }

    private static IEnumerable<AlertFinding> Judge(ChannelFacts c, DateTimeOffset now)
    {
        yield return new AlertFinding(
            AlertKind.ChannelNeverSynced, c.Key, $"{c.Key} was connected and has confirmed nothing since.", null, c.Id,
            c.IsWritten && c.HasListings && c.LastConfirmedAt is null && now - c.CreatedAt > NeverSyncedAfter);
        yield return new AlertFinding(
            AlertKind.ChannelStale, c.Key, $"Quantities have waited for {c.Key} for more than {StaleAfter.TotalMinutes:0} minutes.", null, c.Id,
            c.IsWritten && c.LastConfirmedAt is not null && c.HasLate);
        var ahead = TimeSpan.FromMilliseconds(c.ClockAheadMs);
        yield return new AlertFinding(
            AlertKind.ClocksApart, c.Key, Apart(c.Key, ahead), null, c.Id, ahead.Duration() > ClocksMayDiffer);
    }

    private static string Apart(string key, TimeSpan ahead) => string.Create(
        CultureInfo.InvariantCulture,
        $"The clock of {key} is {ahead.Duration().TotalMinutes:0} minutes {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this one. Set whichever is wrong.");

    private sealed record ChannelFacts(
        long Id,
        string Key,
        bool IsWritten,
        DateTimeOffset CreatedAt,
        DateTimeOffset? LastConfirmedAt,
        long ClockAheadMs,
        bool HasListings,
        bool HasLate);
}
