using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;

namespace InventoryPortal.Dispatch;

/// <summary>Takes one claim to its verdicts: read where needed, correct, batch, pace, push, record.</summary>
internal sealed class LaneSender(
    ChannelConnection channel, IChannelAdapter adapter, ClaimStore claims, VerdictStore verdicts, LaneGauge gauge, FailPoints failPoints, TimeProvider clock,
    ILogger log)
{
    /// <summary>A call under way when the portal stops gets this long to end, within the host's own shutdown time.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>Leases are renewed this often while calls are under way: three times in their length.</summary>
    private static readonly TimeSpan RenewEvery = ListingLease.Length / 3;

    public async Task SendAsync(IReadOnlyList<ClaimedListing> claimed, CancellationToken stop)
    {
        failPoints.Pass(FailPoints.DispatchAfterClaim);
        using var calls = new CancellationTokenSource();
        await using var grace = stop.Register(() => calls.CancelAfter(Grace));
        using var renewal = new CancellationTokenSource();
        var open = claimed.ToDictionary(c => c.ListingId);
        var renewing = RenewAsync(open, renewal.Token);
        try
        {
            var writes = await ReadFirstAsync(claimed, open, stop, calls.Token);
            var planned = adapter.Plan(channel, [.. writes.Select(c => new QuantityPush(
                c.ListingId, c.ExternalId, c.Value, c.ShownNow ?? c.Facts.Shown, c.OperationKey, c.IsUntracked, c.ExternalSku))]);
            await Parallel.ForEachAsync(
                planned,
                new ParallelOptions { MaxDegreeOfParallelism = adapter.Traits.ParallelCalls, CancellationToken = calls.Token },
                async (call, token) => await PushAsync(call, open, stop, token));
        }
        finally
        {
            await renewal.CancelAsync();
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ReleaseAsync(open);
        }
    }

    /// <summary>Reads the channel's numbers where a sale may be unseen or an outcome is unknown; returns what still has to be written.</summary>
    private async Task<IReadOnlyList<ClaimedListing>> ReadFirstAsync(
        IReadOnlyList<ClaimedListing> claimed, Dictionary<long, ClaimedListing> open, CancellationToken stop, CancellationToken cancellationToken)
    {
        var toRead = claimed.Where(c => c.Send.ReadFirst).ToList();
        if (toRead.Count == 0)
        {
            return claimed;
        }
        if (!await gauge.EnterAsync(clock, stop, cancellationToken))
        {
            return [];
        }
        var reading = await adapter.ReadStockAsync(channel, [.. toRead.Select(c => c.ExternalId)], cancellationToken);
        gauge.Called(clock.GetUtcNow(), reading.Traces.Count);
        gauge.Judge(reading.Failure, clock.GetUtcNow());
        foreach (var trace in reading.Traces)
        {
            DispatchTelemetry.Called(channel.Key, "read", trace.Status, trace.Duration);
        }
        await verdicts.RecordReadAsync(channel.ChannelId, reading.Traces, toRead.Count, cancellationToken);
        var figures = reading.Figures.ToDictionary(f => f.ExternalId, StringComparer.Ordinal);
        var settled = new List<Outcome>();
        var noted = new List<ReadNote>();
        foreach (var claim in toRead)
        {
            if (Verdicts.OfRead(claim, figures.GetValueOrDefault(claim.ExternalId), reading.Failure, noted) is { } verdict)
            {
                settled.Add(new Outcome(claim, verdict));
            }
        }
        if (noted.Count > 0)
        {
            await claims.NoteReadAsync(noted, cancellationToken);
        }
        if (settled.Count > 0)
        {
            await FinishAsync("read", settled, null, open, reading.Failure is not null, cancellationToken);
        }
        return [.. claimed.Where(c => open.ContainsKey(c.ListingId))];
    }

    private async Task PushAsync(PushCall planned, Dictionary<long, ClaimedListing> open, CancellationToken stop, CancellationToken cancellationToken)
    {
        // Asked to stop, or told to wait: what is not sent yet is given back as it is.
        if (stop.IsCancellationRequested || !await gauge.EnterAsync(clock, stop, cancellationToken))
        {
            return;
        }
        if (Begin(planned, open) is not { } call)
        {
            return;
        }
        var marks = MarksOf(call, open);
        using var span = DispatchTelemetry.Begin(channel, call, marks);
        var report = await adapter.PushAsync(channel, call, cancellationToken);
        DispatchTelemetry.End(channel, call, report, span, marks);
        failPoints.Pass(FailPoints.DispatchAfterPush);
        gauge.Called(clock.GetUtcNow(), 1);
        List<Outcome> outcomes;
        lock (open)
        {
            outcomes = [.. report.Verdicts.Where(v => open.ContainsKey(v.ListingId)).Select(v => new Outcome(open[v.ListingId], v.Verdict))];
        }
        await FinishAsync(call.Route, outcomes, report.Trace, open, Verdicts.IsWholeCallFailed(report, outcomes), cancellationToken);
        gauge.Judge(outcomes, clock.GetUtcNow());
        DispatchTelemetry.Confirmed(channel.Key, outcomes, clock.GetUtcNow());
    }

    private static IReadOnlyList<string> MarksOf(PushCall call, Dictionary<long, ClaimedListing> open)
    {
        lock (open)
        {
            return DispatchTelemetry.Marks(call, open);
        }
    }

    /// <summary>
    /// What of a call still goes out: a lease that lapsed while its process slept, or while a large claim was read, may be another's by now, and what
    /// was planned under it is old. Null when nothing is left of it. The rest is given back unsent.
    /// </summary>
    private PushCall? Begin(PushCall planned, Dictionary<long, ClaimedListing> open)
    {
        lock (open)
        {
            var now = clock.GetUtcNow();
            var held = planned.Pushes.Where(p => open.GetValueOrDefault(p.ListingId)?.LeasedUntil > now).ToList();
            held.ForEach(p => open[p.ListingId].Begin(adapter.Traits, now));
            return held.Count == 0 ? null : held.Count == planned.Pushes.Count ? planned : planned with { Pushes = held };
        }
    }

    private async Task FinishAsync(
        string route, IReadOnlyList<Outcome> outcomes, CallTrace? trace, Dictionary<long, ClaimedListing> open, bool wholeCallFailed,
        CancellationToken cancellationToken)
    {
        var givenUp = await verdicts.RecordAsync(channel, route, outcomes, trace, wholeCallFailed, cancellationToken);
        failPoints.Pass(FailPoints.DispatchAfterRecord);
        lock (open)
        {
            foreach (var outcome in outcomes)
            {
                open.Remove(outcome.Claim.ListingId);
            }
        }
        Tell(givenUp);
    }

    // A line for each reason of a call, however many listings it is about.
    private void Tell(IReadOnlyList<string> givenUp)
    {
        foreach (var reason in givenUp.GroupBy(r => r, StringComparer.Ordinal))
        {
            log.LogWarning(LogEvents.ListingGivenUp, "{Channel} does not take {Count} of its listings, which were given up: {Reason}", channel.Key, reason.Count(), reason.Key);
        }
    }

    private async Task RenewAsync(Dictionary<long, ClaimedListing> open, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RenewEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                List<ClaimedListing> held;
                lock (open)
                {
                    held = [.. open.Values];
                }
                await RenewOnceAsync(held, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The calls have ended.
        }
    }

    // A renewal that fails once is made up by the next; should all fail, the fencing token settles who was right.
    private async Task RenewOnceAsync(IReadOnlyCollection<ClaimedListing> held, CancellationToken cancellationToken)
    {
        try
        {
            await claims.RenewAsync(channel.ChannelId, held, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(LogEvents.LaneFailed, e, "The leases of {Channel} could not be renewed; trying again.", channel.Key);
        }
    }

    private async Task ReleaseAsync(Dictionary<long, ClaimedListing> open)
    {
        if (open.Count > 0)
        {
            using var limit = new CancellationTokenSource(Grace, clock);
            await claims.ReleaseAsync([.. open.Values], gauge.NotBefore(clock.GetUtcNow()), limit.Token);
        }
    }
}
