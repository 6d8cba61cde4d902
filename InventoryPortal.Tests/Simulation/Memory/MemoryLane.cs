using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>Claims, sends and records as the real lanes do, with their decisions and their gauges, on the tables in memory.</summary>
internal sealed class MemoryLane(
    MemoryTables tables, PlantedBug planted, IChannelAdapter adapter, SimulatedFailPoints failPoints, TimeProvider clock, Random random)
{
    private readonly LaneGauges _gauges = new();

    private DateTimeOffset Now => clock.GetUtcNow();

    public async Task DrainAsync(ChannelConnection channel)
    {
        var gauge = _gauges.Open(channel.ChannelId, adapter.Traits);
        while (gauge.MayCall(Now))
        {
            var claimed = Claim(channel.ChannelId);
            if (claimed.Count == 0)
            {
                return;
            }
            await SendAsync(channel, claimed);
        }
    }

    public IReadOnlyList<ClaimedListing> Claim(long channelId)
    {
        failPoints.MustLive();
        var now = Now;
        var channel = tables.Channels[channelId];
        if (channel.State != ChannelState.Active || channel.NotBefore > now)
        {
            return [];
        }
        List<ClaimedListing>? claims = null;
        foreach (var row in tables.Listings.All)
        {
            if (row.ChannelId == channelId && ListingLease.IsDue(row, now))
            {
                var productId = row.ProductId!.Value;
                var facts = ListingLease.FactsOf(row, tables.Products[productId], tables.ListingsOf(productId), adapter.Traits, now);
                if (planted == PlantedBug.NoExposureRule)
                {
                    facts = facts with { RaiseCap = int.MaxValue };
                }
                if (planted == PlantedBug.NoPendingRule)
                {
                    facts = facts with { Pending = null, MayStillLand = false };
                }
                tables.Commits++;
                if (ListingLease.Take(row, facts, now) is { } claim)
                {
                    (claims ??= []).Add(claim);
                }
            }
        }
        return claims is null ? [] : ListingLease.InSendingOrder(claims);
    }

    public async Task SendAsync(ChannelConnection channel, IReadOnlyList<ClaimedListing> claimed)
    {
        failPoints.Pass(FailPoints.DispatchAfterClaim);
        var gauge = _gauges.Open(channel.ChannelId, adapter.Traits);
        var open = claimed.ToDictionary(c => c.ListingId);
        try
        {
            var writes = await ReadFirstAsync(channel, gauge, claimed, open);
            foreach (var call in adapter.Plan([.. writes.Select(c => new QuantityPush(
                c.ListingId, c.ExternalId, c.Value, c.ShownNow ?? c.Facts.Shown, c.OperationKey, c.IsUntracked))]))
            {
                await PushAsync(channel, gauge, call, open);
            }
        }
        finally
        {
            if (open.Count > 0)
            {
                failPoints.MustLive();
                var dueAt = gauge.NotBefore(Now);
                foreach (var claim in open.Values)
                {
                    ListingLease.GiveBack(tables.Listings[claim.ListingId], claim, dueAt, Now);
                }
                tables.Commits++;
            }
        }
    }

    private async Task<IReadOnlyList<ClaimedListing>> ReadFirstAsync(
        ChannelConnection channel, LaneGauge gauge, IReadOnlyList<ClaimedListing> claimed, Dictionary<long, ClaimedListing> open)
    {
        var toRead = claimed.Where(c => c.Send.ReadFirst).ToList();
        if (toRead.Count == 0)
        {
            return claimed;
        }
        if (!await gauge.EnterAsync(clock, CancellationToken.None, CancellationToken.None))
        {
            return [];
        }
        var reading = await adapter.ReadStockAsync(channel, [.. toRead.Select(c => c.ExternalId)], CancellationToken.None);
        gauge.Called(Now, reading.Traces.Count);
        gauge.Judge(reading.Failure, Now);
        failPoints.MustLive();
        var settled = new List<Outcome>();
        var noted = new List<ReadNote>();
        foreach (var claim in toRead)
        {
            var figure = reading.Figures.FirstOrDefault(f => f.ExternalId == claim.ExternalId);
            if (Verdicts.OfRead(claim, figure, reading.Failure, noted) is { } verdict)
            {
                settled.Add(new Outcome(claim, verdict));
            }
        }
        foreach (var note in noted)
        {
            ListingLease.NoteRead(tables.Listings[note.Claim.ListingId], note, Now);
            note.Claim.ToldBefore = note.IsBase ? 0 : note.Claim.ToldBefore;
        }
        if (settled.Count > 0)
        {
            Finish(channel, settled, open, reading.Failure is not null);
        }
        tables.Commits++;
        return [.. claimed.Where(c => open.ContainsKey(c.ListingId))];
    }

    private async Task PushAsync(ChannelConnection channel, LaneGauge gauge, PushCall call, Dictionary<long, ClaimedListing> open)
    {
        if (!await gauge.EnterAsync(clock, CancellationToken.None, CancellationToken.None))
        {
            return;
        }
        // The real sender looks at its lease here. It may still be put to sleep behind that look: so here it never looks.
        foreach (var push in call.Pushes)
        {
            open[push.ListingId].Begin(adapter.Traits, Now);
        }
        var report = await adapter.PushAsync(channel, call, CancellationToken.None);
        failPoints.Pass(FailPoints.DispatchAfterPush);
        gauge.Called(Now, 1);
        List<Outcome> outcomes = [.. report.Verdicts.Select(v => new Outcome(open[v.ListingId], v.Verdict))];
        Finish(channel, outcomes, open, Verdicts.IsWholeCallFailed(report, outcomes));
        gauge.Judge(outcomes, Now);
    }

    private void Finish(ChannelConnection channel, IReadOnlyList<Outcome> outcomes, Dictionary<long, ClaimedListing> open, bool wholeCallFailed)
    {
        var now = Now;
        foreach (var outcome in outcomes)
        {
            var row = tables.Listings[outcome.Claim.ListingId];
            Verdicts.Apply(row, Seen(row, outcome), wholeCallFailed, now, random.NextDouble());
        }
        NoteChannel(channel, outcomes, now);
        foreach (var productId in outcomes.Select(o => tables.Listings[o.Claim.ListingId].ProductId).OfType<long>().Distinct())
        {
            foreach (var waiting in tables.ListingsOf(productId).Where(l => Verdicts.IsWaiting(l, now)))
            {
                waiting.DueAt = now;
            }
        }
        tables.Commits++;
        failPoints.Pass(FailPoints.DispatchAfterRecord);
        foreach (var outcome in outcomes)
        {
            open.Remove(outcome.Claim.ListingId);
        }
    }

    // Without the fencing check every sender is taken for the one that holds the lease.
    private Outcome Seen(ListingRow row, Outcome outcome) =>
        planted == PlantedBug.NoFencingCheck ? outcome with { Claim = outcome.Claim with { Token = row.LeaseToken } } : outcome;

    private void NoteChannel(ChannelConnection channel, IReadOnlyList<Outcome> outcomes, DateTimeOffset now)
    {
        var row = tables.Channels[channel.ChannelId];
        if (outcomes.Any(o => o.Verdict is PushVerdict.Applied))
        {
            (row.LastConfirmedAt, row.NotBefore) = (now, null);
        }
        row.NotBefore = Verdicts.NotBefore(outcomes) ?? row.NotBefore;
        if (outcomes.Select(o => o.Verdict).OfType<PushVerdict.Reauthorise>().FirstOrDefault() is { } refused)
        {
            ChannelHold.TakeOut(row, channel, refused.Reason);
        }
    }
}
