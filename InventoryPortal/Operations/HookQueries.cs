using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations;

/// <summary>Whether a channel sends its events here.</summary>
public enum HookVerdict
{
    /// <summary>At the last look it did.</summary>
    Stands,

    /// <summary>At the last look it did not, and could not be made to.</summary>
    Missing,

    /// <summary>The channel could not be asked at the last look.</summary>
    NotAnswered,

    /// <summary>Nobody has looked yet.</summary>
    NotLooked,

    /// <summary>The portal has no public address: orders are polled.</summary>
    PolledOnly,

    /// <summary>The channel is paused or held, and is not asked.</summary>
    Resting,
}

/// <summary>One channel's subscription to us, as last seen.</summary>
/// <param name="Channel">The channel's key.</param>
/// <param name="CheckedAt">When the channel was asked last.</param>
/// <param name="StoodAt">When it was last found in order.</param>
/// <param name="LastEventAt">When it last told us something.</param>
/// <param name="Said">What is wrong, in a sentence; null where nothing is, or nothing is known.</param>
public sealed record HookState(
    string Channel, string Name, HookVerdict Verdict, DateTimeOffset? CheckedAt, DateTimeOffset? StoodAt, DateTimeOffset? LastEventAt, string? Said)
{
    /// <summary>Whether a look can be asked for.</summary>
    public bool CanBeChecked => Verdict is not (HookVerdict.PolledOnly or HookVerdict.Resting);
}

/// <summary>Whether the channels' webhooks still stand, by what the hourly look found.</summary>
public sealed class HookQueries(PortalDatabase database, AdapterSet adapters, IOptions<PortalOptions> options)
{
    /// <summary>Every channel, by key.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<IReadOnlyList<HookState>> ListAsync(IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<HookState>>(
            async (db, token) =>
            {
                var channels = await db.Channels.Within(db, scope, c => c.Id).OrderBy(c => c.Key)
                    .Select(c => new { c.Id, c.Key, c.Name, c.Kind, c.State, c.WebhooksCheckedAt, c.WebhooksOkAt, c.LastEventAt }).ToListAsync(token);
                var open = await db.Alerts.Where(a => a.Kind == AlertKind.WebhookDisabled && a.State != AlertState.Resolved && a.ChannelId != null)
                    .OrderBy(a => a.Id).Select(a => new { ChannelId = a.ChannelId!.Value, a.Message }).ToListAsync(token);
                var said = open.ToLookup(a => a.ChannelId, a => a.Message);
                return [.. channels.Select(c => new HookState(
                    c.Key, c.Name, Verdict(c.Kind, c.State, c.WebhooksCheckedAt, c.WebhooksOkAt, said.Contains(c.Id)), c.WebhooksCheckedAt, c.WebhooksOkAt, c.LastEventAt,
                    said[c.Id].LastOrDefault()))];
            },
            cancellationToken);

    private HookVerdict Verdict(ChannelKind kind, ChannelState state, DateTimeOffset? checkedAt, DateTimeOffset? okAt, bool isKnownMissing) =>
        string.IsNullOrWhiteSpace(options.Value.PublicUrl) && !adapters.Pulled.Contains(kind) ? HookVerdict.PolledOnly
        : state != ChannelState.Active ? HookVerdict.Resting
        : checkedAt is null ? HookVerdict.NotLooked
        : okAt == checkedAt ? HookVerdict.Stands
        : isKnownMissing ? HookVerdict.Missing
        : HookVerdict.NotAnswered;
}
