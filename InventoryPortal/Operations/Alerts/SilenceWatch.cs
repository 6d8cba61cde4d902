using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Gaps;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>
/// Looks whether a channel is silent beyond what its own habit makes likely, though every job is green. A silent channel's webhooks are
/// set up anew and its orders read at once; what the silence cost is told by its gap.
/// </summary>
public sealed class SilenceWatch(PortalDatabase database, AlertStore alerts, HabitQueries habits, GapStore gaps, CommitSignals signals, TimeProvider clock)
{
    /// <summary>A channel whose habit is unknown is silent after this.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromDays(3);

    /// <summary>A shorter gap is a pause between two waves of orders, however busy the shop.</summary>
    public static readonly TimeSpan LeastGap = TimeSpan.FromMinutes(10);

    /// <summary>Channels looked at; no merchant has as many.</summary>
    private const int MaxChannels = 1_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<AlertFinding>();
        var silent = new List<SilentChannel>();
        foreach (var channel in await SpeakersAsync(cancellationToken))
        {
            var judged = channel.IsActive ? await JudgeAsync(channel, cancellationToken) : null;
            findings.Add(new AlertFinding(AlertKind.ChannelSilent, channel.Key, judged?.Sentence ?? "", null, channel.Id, judged is not null));
            if (judged is not null)
            {
                silent.Add(new SilentChannel(channel.Id, channel.Key, channel.IsPolled, channel.LastAt, judged.Expected));
            }
        }
        // The traces of the fault are read before anything is done about it.
        await gaps.OpenAsync(silent, cancellationToken);
        await NudgeAsync(silent.ToDictionary(s => s.ChannelId, s => s.Key), cancellationToken);
        await alerts.RecordAsync(findings, cancellationToken);
        await gaps.FollowAsync(cancellationToken);
    }

    // A channel without webhooks speaks by the orders that reading it finds.
    private async Task<List<Speaker>> SpeakersAsync(CancellationToken cancellationToken)
    {
        var channels = await database.ReadAsync(
            (db, token) => db.Channels.OrderBy(c => c.Id).Take(MaxChannels)
                .Select(c => new { c.Id, c.Key, IsActive = c.State == ChannelState.Active, c.LastEventAt }).ToListAsync(token),
            cancellationToken);
        var speakers = new List<Speaker>();
        foreach (var channel in channels)
        {
            if ((channel.LastEventAt ?? await habits.LastReadAsync(channel.Id, cancellationToken)) is { } at)
            {
                speakers.Add(new Speaker(channel.Id, channel.Key, channel.IsActive, channel.LastEventAt is null, at));
            }
        }
        return speakers;
    }

    /// <summary>Why the channel is thought silent; null when it is not.</summary>
    private async Task<Judgement?> JudgeAsync(Speaker channel, CancellationToken cancellationToken)
    {
        var gap = clock.GetUtcNow() - channel.LastAt;
        if (gap < LeastGap)
        {
            return null;
        }
        var habit = await habits.FindAsync(channel.Id, channel.IsPolled, channel.LastAt, cancellationToken);
        if (habit.Rates is not { } rates)
        {
            // One that is only read and sells little is no fault.
            return gap > SilentAfter && !channel.IsPolled ? new Judgement($"{channel.Key} has sent no event for more than {SilentAfter.TotalDays:0} days.", 0) : null;
        }
        var silence = SilenceRule.Judge(rates, channel.LastAt, clock.GetUtcNow());
        return silence.IsSilent ? new Judgement(Sentence(channel, gap, silence.Expected), silence.Expected) : null;
    }

    private static string Sentence(Speaker channel, TimeSpan gap, double expected) => channel.IsPolled
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Reading {channel.Key} has found no new order for {gap.TotalMinutes:0} minutes, in which about {expected:0} were to be expected.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{channel.Key} has sent no event for {gap.TotalMinutes:0} minutes, in which about {expected:0} were to be expected. Its webhooks are looked at and its orders read now.");

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

    private sealed record Speaker(long Id, string Key, bool IsActive, bool IsPolled, DateTimeOffset LastAt);

    private sealed record Judgement(string Sentence, double Expected);
}
