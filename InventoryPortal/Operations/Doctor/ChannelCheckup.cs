using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Doctor;

/// <summary>Whether the channels follow, by what is on record, and whether they could reach us.</summary>
public sealed class ChannelCheckup(PortalDatabase database, HookQueries hooks, OutboundCalls calls, IOptions<PortalOptions> portal, TimeProvider clock)
{
    private const string Subject = "public address";

    /// <summary>How long our own address may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Channels that were heard of or written to within this are alive: the night's full sync comes round in it.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromDays(2);

    /// <summary>Bytes read of an answer that is one word.</summary>
    private const int MaxAnswer = 64 * 1024;

    /// <summary>Channels looked at; no merchant has as many.</summary>
    private const int MaxChannels = 1_000;

    /// <summary>Asks our own address as the channels reach it, through the connections by which everything leaves.</summary>
    public async Task<Finding> PublicAddressAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(portal.Value.PublicUrl))
        {
            return Finding.Warn(Subject, "Portal:PublicUrl is not set: orders come by polling alone.", "Set it to the address under which the channels reach the portal.");
        }
        var address = new Uri(portal.Value.PublicUrl.TrimEnd('/') + "/health/live");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await calls.SendAsync(ChannelKind.Custom, request, Limit, MaxAnswer, cancellationToken) switch
        {
            OutboundAnswer.Answered { Status: 200 } => Finding.Ok(Subject, $"{address} answers."),
            OutboundAnswer.Answered a => Finding.Warn(Subject, $"{address} answers {a.Status}.", "Let the proxy in front pass /webhooks and /health to the portal, and start the portal."),
            OutboundAnswer.NotSent { Cause: NotSentCause.Refused } n => Finding.Warn(Subject, n.Reason, "Channels on the internet reach public https addresses only."),
            OutboundAnswer.NotSent n => Finding.Warn(Subject, n.Reason, "Start the portal, and look at the name, the proxy and the certificate."),
            OutboundAnswer.Lost l => Finding.Warn(Subject, l.Reason, "Look at the proxy in front."),
            _ => throw new InvalidOperationException(address.ToString()),
        };
    }

    /// <summary>One finding a channel.</summary>
    public async Task<IReadOnlyList<Finding>> ChannelsAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var standing = (await hooks.ListAsync(scope: null, cancellationToken)).ToDictionary(h => h.Channel, StringComparer.Ordinal);
        var channels = await database.ReadAsync(
            (db, token) => db.Channels.OrderBy(c => c.Key).Take(MaxChannels)
                .Select(c => new Facts(c.Key, c.State, c.StateReason, c.LastConfirmedAt, c.LastPolledAt, c.ClockAheadMs)).ToListAsync(token),
            cancellationToken);
        return [.. channels.Select(c => Judge(c, standing.GetValueOrDefault(c.Key), now))];
    }

    private static Finding Judge(Facts channel, HookState? hook, DateTimeOffset now)
    {
        var subject = $"channel {channel.Key}";
        var said = $"{channel.State}; last confirmed {Instant(channel.ConfirmedAt)}, orders read {Instant(channel.PolledAt)}.";
        return channel switch
        {
            { State: ChannelState.NeedsReauth or ChannelState.Error } => Finding.Fail(subject, $"{said} {channel.Reason}", "Open the channel's page: enter its credentials again, or mend what it names."),
            { State: ChannelState.Paused } => Finding.Warn(subject, said, "Resume it when it is to follow again."),
            _ when Math.Abs(channel.ClockAheadMs) > ChannelWatch.ClocksMayDiffer.TotalMilliseconds =>
                Finding.Warn(subject, $"{said} Its clock is {channel.ClockAheadMs / 1000} s ahead of ours.", "Set this machine's clock by NTP; if it is right, the shop's is not."),
            { PolledAt: null } or { ConfirmedAt: null } => Finding.Warn(subject, said, "It has not been synced yet; if that lasts, look at its lane on the page Sync."),
            _ when now - channel.PolledAt > Lately => Finding.Fail(subject, said, "Start the portal; if it runs, look at its calls on the page Sync."),
            _ when hook is { Verdict: HookVerdict.Missing or HookVerdict.NotAnswered } => Finding.Warn(subject, $"{said} Its webhooks do not stand. {hook.Said}", "Look at the page Inbox, Webhooks."),
            _ => Finding.Ok(subject, said),
        };
    }

    private static string Instant(DateTimeOffset? at) => at is { } instant ? instant.ToString("u", System.Globalization.CultureInfo.InvariantCulture) : "never";

    private sealed record Facts(string Key, ChannelState State, string? Reason, DateTimeOffset? ConfirmedAt, DateTimeOffset? PolledAt, long ClockAheadMs);
}
