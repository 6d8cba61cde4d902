using System.Collections.Concurrent;
using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>
/// Looks whether a channel is silent beyond what its own habit makes likely, though every job is green. A silent channel's webhooks are
/// set up anew and its orders read at once.
/// </summary>
public sealed class SilenceWatch(PortalDatabase database, AlertStore alerts, CommitSignals signals, TimeProvider clock)
{
    /// <summary>A channel whose habit is unknown is silent after this.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromDays(3);

    /// <summary>A shorter gap is a pause between two waves of orders, however busy the shop.</summary>
    public static readonly TimeSpan LeastGap = TimeSpan.FromMinutes(10);

    /// <summary>Habits change over weeks.</summary>
    private static readonly TimeSpan HabitOf = TimeSpan.FromDays(14);

    /// <summary>A habit is worked out again after this.</summary>
    private static readonly TimeSpan HabitHolds = TimeSpan.FromHours(1);

    /// <summary>Events from which a habit is worked out, the newest: a busy channel's last days, in one read.</summary>
    private const int MaxEvents = 20_000;

    /// <summary>Channels looked at; no merchant has as many.</summary>
    private const int MaxChannels = 1_000;

    private readonly ConcurrentDictionary<long, (DateTimeOffset At, double[]? Rates)> _habits = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var channels = await database.ReadAsync(
            (db, token) => db.Channels.Where(c => c.LastEventAt != null).OrderBy(c => c.Id).Take(MaxChannels)
                .Select(c => new Speaker(c.Id, c.Key, c.State == ChannelState.Active, c.LastEventAt!.Value)).ToListAsync(token),
            cancellationToken);
        var findings = new List<AlertFinding>();
        foreach (var channel in channels)
        {
            var reason = channel.IsActive ? await JudgeAsync(channel, cancellationToken) : null;
            findings.Add(new AlertFinding(AlertKind.ChannelSilent, channel.Key, reason ?? "", null, channel.Id, reason is not null));
        }
        await NudgeAsync(findings.Where(f => f.Holds).ToDictionary(f => f.ChannelId!.Value, f => f.Subject), cancellationToken);
        await alerts.RecordAsync(findings, cancellationToken);
    }

    /// <summary>Why the channel is thought silent; null when it is not.</summary>
    private async Task<string?> JudgeAsync(Speaker channel, CancellationToken cancellationToken)
    {
        var gap = clock.GetUtcNow() - channel.LastEventAt;
        if (gap < LeastGap)
        {
            return null;
        }
        if (await HabitAsync(channel, cancellationToken) is not { } rates)
        {
            return gap > SilentAfter ? $"{channel.Key} has sent no event for more than {SilentAfter.TotalDays:0} days." : null;
        }
        var silence = SilenceRule.Judge(rates, channel.LastEventAt, clock.GetUtcNow());
        return silence.IsSilent
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{channel.Key} has sent no event for {gap.TotalMinutes:0} minutes, in which about {silence.Expected:0} were to be expected. Its webhooks are looked at and its orders read now.")
            : null;
    }

    private async Task<double[]?> HabitAsync(Speaker channel, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_habits.TryGetValue(channel.Id, out var kept) && now - kept.At < HabitHolds)
        {
            return kept.Rates;
        }
        var since = now - HabitOf;
        var events = await database.ReadAsync(
            (db, token) => db.InboundEvents
                .Where(e => e.ChannelId == channel.Id && e.ReceivedAt >= since && e.Topic != Topics.OrderPolled
                    && e.Status != InboundStatus.Rejected && e.Status != InboundStatus.Duplicate)
                .OrderByDescending(e => e.Id).Take(MaxEvents).Select(e => new { e.SubjectId, e.ReceivedAt }).ToListAsync(token),
            cancellationToken);
        // One order speaks several times; what counts is that it began.
        var begun = events.GroupBy(e => e.SubjectId ?? "", StringComparer.Ordinal)
            .SelectMany(g => g.Key.Length == 0 ? g.Select(e => e.ReceivedAt) : [g.Min(e => e.ReceivedAt)]).ToList();
        var rates = begun.Count == 0 ? null : SilenceRule.RatesOf(begun, begun.Min(), channel.LastEventAt);
        _habits[channel.Id] = (now, rates);
        return rates;
    }

    /// <summary>Has the webhooks and orders of channels that fell silent just now looked at with the next tick of their schedules.</summary>
    private async Task NudgeAsync(Dictionary<long, string> silent, CancellationToken cancellationToken)
    {
        if (silent.Count == 0)
        {
            return;
        }
        var causes = silent.ToDictionary(s => AlertWriter.CauseKey(AlertKind.ChannelSilent, s.Value), s => s.Key);
        var keys = causes.Keys.ToList();
        var known = await database.ReadAsync(
            (db, token) => db.Alerts.Where(a => a.OpenKey != null && keys.Contains(a.OpenKey)).Select(a => a.OpenKey!).ToListAsync(token), cancellationToken);
        var fresh = causes.Where(c => !known.Contains(c.Key)).Select(c => c.Value).ToList();
        await database.WriteAsync(
            (db, token) => db.Channels.Where(c => fresh.Contains(c.Id)).ExecuteUpdateAsync(
                s => s.SetProperty(c => c.WebhooksCheckedAt, (DateTimeOffset?)null).SetProperty(c => c.LastPolledAt, (DateTimeOffset?)null), token),
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Channels, [.. fresh]));
    }

    private sealed record Speaker(long Id, string Key, bool IsActive, DateTimeOffset LastEventAt);
}
