using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Dispatch;

/// <summary>Records what a channel did with a call. Atomic for each listing; a crash before it means the call is repeated, its effect is not.</summary>
internal sealed class VerdictStore(PortalDatabase database, CommitSignals signals, TimeProvider clock, Random random)
{
    /// <summary>
    /// Records one call's verdicts, wakes listings that waited for a lowering, and takes the channel out of service when it refused its
    /// credential. In chunks, so that sales are never stalled; a crash in between leaves leases that lapse, and their listings are read back.
    /// Returns why listings were given up, one reason each.
    /// </summary>
    public async Task<IReadOnlyList<string>> RecordAsync(
        ChannelConnection channel, string route, IReadOnlyList<Outcome> outcomes, CallTrace? trace, bool wholeCallFailed, CancellationToken cancellationToken)
    {
        var channels = new HashSet<long>();
        var givenUp = new List<string>();
        for (var at = 0; at == 0 || at < outcomes.Count; at += ListingLock.AtOnce)
        {
            var some = outcomes.Skip(at).Take(ListingLock.AtOnce).ToList();
            var isLast = at + ListingLock.AtOnce >= outcomes.Count;
            var (woken, dead) = await database.WriteAsync(
                async (db, token) =>
                {
                    var recorded = await RecordAsync(db, channel, some, wholeCallFailed, token);
                    if (isLast)
                    {
                        await RecordCallAsync(db, channel, route, outcomes, trace, token);
                    }
                    return recorded;
                },
                cancellationToken);
            channels.UnionWith(woken);
            givenUp.AddRange(dead);
        }
        var topics = CommitTopics.Listings;
        if (outcomes.Any(o => o.Verdict is PushVerdict.Reauthorise))
        {
            topics |= CommitTopics.Channels | CommitTopics.Alerts;
        }
        signals.Publish(new CommitNote(topics, [], channels) { ListingIds = [.. outcomes.Select(o => o.Claim.ListingId)] });
        return givenUp;
    }

    private async Task<(IReadOnlyCollection<long> Woken, List<string> GivenUp)> RecordAsync(
        PortalDbContext db, ChannelConnection channel, IReadOnlyList<Outcome> outcomes, bool wholeCallFailed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rows = await LoadAsync(db, outcomes, cancellationToken);
        foreach (var outcome in outcomes.Where(o => rows.ContainsKey(o.Claim.ListingId)))
        {
            Verdicts.Apply(rows[outcome.Claim.ListingId], outcome, wholeCallFailed, now, random.NextDouble());
        }
        await RaiseDeadAsync(db, channel, rows.Values, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var woken = await WakeWaitingAsync(db, rows.Values, channel.ChannelId, now, cancellationToken);
        return (woken, [.. rows.Values.Where(r => r.IsDead).Select(r => r.LastError ?? "")]);
    }

    /// <summary>What concerns the call and its channel as a whole.</summary>
    private async Task RecordCallAsync(
        PortalDbContext db, ChannelConnection channel, string route, IReadOnlyList<Outcome> outcomes, CallTrace? trace, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (trace is not null)
        {
            db.SyncAttempts.Add(AttemptOf(channel.ChannelId, route, outcomes, trace, now));
        }
        await NoteChannelAsync(db, channel, outcomes, now, cancellationToken);
    }

    /// <summary>Records a read that served a write; it has no verdicts of its own.</summary>
    public Task RecordReadAsync(long channelId, IReadOnlyList<CallTrace> traces, int items, CancellationToken cancellationToken) =>
        traces.Count == 0 ? Task.CompletedTask : database.WriteAsync(
            (db, _) =>
            {
                var now = clock.GetUtcNow();
                db.SyncAttempts.AddRange(traces.Select(t => AttemptOf(channelId, "read", [], t, now, items)));
                return Task.CompletedTask;
            },
            cancellationToken);

    private static async Task<Dictionary<long, ListingRow>> LoadAsync(PortalDbContext db, IReadOnlyList<Outcome> outcomes, CancellationToken cancellationToken)
    {
        var ids = outcomes.Select(o => o.Claim.ListingId).ToList();
        return (await ListingLock.LoadAsync(db, ids, cancellationToken)).ToDictionary(l => l.Id);
    }

    private static async Task NoteChannelAsync(
        PortalDbContext db, ChannelConnection channel, IReadOnlyList<Outcome> outcomes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (outcomes.Any(o => o.Verdict is PushVerdict.Applied))
        {
            await db.Channels.Where(c => c.Id == channel.ChannelId)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.LastConfirmedAt, now).SetProperty(c => c.NotBefore, (DateTimeOffset?)null), cancellationToken);
        }
        if (Verdicts.NotBefore(outcomes) is { } notBefore)
        {
            await db.Channels.Where(c => c.Id == channel.ChannelId)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.NotBefore, (DateTimeOffset?)notBefore), cancellationToken);
        }
        if (outcomes.Select(o => o.Verdict).OfType<PushVerdict.Reauthorise>().FirstOrDefault() is { } refused)
        {
            await ChannelHold.NeedsReauthAsync(db, channel, refused.Reason, now, cancellationToken);
        }
    }

    // Refused for good or tried often enough: either way a person has to look.
    private static async Task RaiseDeadAsync(
        PortalDbContext db, ChannelConnection channel, IReadOnlyCollection<ListingRow> recorded, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (recorded.FirstOrDefault(r => r.IsDead) is { } dead)
        {
            await AlertWriter.RaiseAsync(
                db, AlertKind.DeadWork, $"listings of {channel.Key}", $"{channel.Key} does not take {dead.ExternalId}: {dead.LastError}",
                null, channel.ChannelId, now, cancellationToken);
        }
    }

    /// <summary>Listings of the same products that hold a raise back may have room now.</summary>
    private static async Task<IReadOnlyCollection<long>> WakeWaitingAsync(
        PortalDbContext db, IReadOnlyCollection<ListingRow> recorded, long channelId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var productIds = recorded.Where(r => r.ProductId != null).Select(r => r.ProductId!.Value).Distinct().ToList();
        // The same as Verdicts.IsWaiting, as a query.
        var waiting = await db.Listings
            .Where(l => l.ProductId != null && productIds.Contains(l.ProductId.Value) && l.DesiredRevision > l.ConfirmedRevision
                && l.Attempts == 0 && !l.OutcomeUnknown && l.DueAt != null && l.DueAt > now && l.LeaseUntil == null)
            .Select(l => new { l.Id, l.ChannelId }).ToListAsync(cancellationToken);
        if (waiting.Count > 0)
        {
            var ids = waiting.Select(w => w.Id).ToList();
            await db.Listings.Where(l => ids.Contains(l.Id)).ExecuteUpdateAsync(s => s.SetProperty(l => l.DueAt, (DateTimeOffset?)now), cancellationToken);
        }
        return waiting.Select(w => w.ChannelId).Append(channelId).ToHashSet();
    }

    private static SyncAttemptRow AttemptOf(
        long channelId, string route, IReadOnlyList<Outcome> outcomes, CallTrace trace, DateTimeOffset now, int? items = null) => new()
    {
        ChannelId = channelId,
        Route = Cut(route, 100)!,
        Items = items ?? outcomes.Count,
        StartedAt = now - trace.Duration,
        DurationMs = (int)Math.Min(trace.Duration.TotalMilliseconds, int.MaxValue),
        Status = trace.Status,
        Applied = outcomes.Count(o => o.Verdict is PushVerdict.Applied or PushVerdict.Accepted),
        Rejected = outcomes.Count(o => o.Verdict is PushVerdict.Rejected),
        Retried = outcomes.Count(o => o.Verdict is PushVerdict.RetryAt or PushVerdict.Stale or PushVerdict.Reauthorise),
        Unknown = outcomes.Count(o => o.Verdict is PushVerdict.Unknown),
        Target = Cut($"{trace.Method} {trace.Target}", 500),
        Request = Cut(trace.Request, CallTrace.MaxBody),
        Answer = Cut(trace.Answer, CallTrace.MaxBody),
        Error = Cut(trace.Error, Lengths.Error),
    };

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}
