using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>Looks into oversells and writes down what they are put down to, and what would have prevented them at what price.</summary>
public sealed class OversellStore(
    PortalDatabase database, OversellQueries oversells, ReplayQueries histories, LagQueries lags, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Days of movements by which the price of prevention is reckoned.</summary>
    public const int CostDays = 30;

    /// <summary>Causes that units held back, or shares of their own, help against; an edit or a wrong mapping is not among them.</summary>
    private static readonly OversellCause[] Preventable =
        [OversellCause.EventLag, OversellCause.LostWebhook, OversellCause.LastUnitTwice, OversellCause.StaleWrite];

    /// <summary>Looks into all that nobody has looked into; returns how many. A crash leaves the rest for the next time.</summary>
    public async Task<int> ExamineAsync(CancellationToken cancellationToken)
    {
        var pending = await oversells.PendingAsync(cancellationToken);
        if (pending.Count == 0)
        {
            return 0;
        }
        var late = await lags.ReadAsync(cancellationToken);
        foreach (var (row, evidence) in pending)
        {
            var finding = OversellRule.Classify(evidence);
            var price = Preventable.Contains(finding.Cause) ? await PriceAsync(row, late, cancellationToken) : Price.None;
            await WriteAsync(row.Id, finding, price, cancellationToken);
        }
        signals.Publish(CommitNote.Of(CommitTopics.Alerts));
        return pending.Count;
    }

    private async Task<Price> PriceAsync(OversellRow row, IReadOnlyDictionary<long, ChannelLags> late, CancellationToken cancellationToken)
    {
        var found = await histories.LoadAsync([row.ProductId], clock.GetUtcNow().AddDays(-CostDays), cancellationToken);
        if (found is not [var history])
        {
            return Price.None;
        }
        var buffer = history.Buffer + row.Lacking;
        var today = history.Replay(ReplayProposal.None, late);
        var held = history.Replay(ReplayProposal.None with { Buffer = buffer }, late);
        var splits = row.Mode == ListingMode.Shared && history.Listings.Count(l => l.Rules.Mode == ListingMode.Shared) > 1;
        var split = splits ? history.Replay(AllSplit(history), late) : today;
        return new Price(buffer, Math.Max(0, held.Missed - today.Missed), splits, splits ? Math.Max(0, split.Missed - today.Missed) : null);
    }

    private static ReplayProposal AllSplit(ProductHistory history) =>
        ReplayProposal.None with { Modes = history.Listings.Select(l => l.ChannelId).Distinct().ToDictionary(c => c, _ => ListingMode.Split) };

    private Task WriteAsync(long id, OversellFinding finding, Price price, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Oversells.AsTracking().SingleAsync(o => o.Id == id, token);
                (row.Cause, row.Culprit, row.DelayMs) = (finding.Cause, finding.Culprit, (long)finding.Delay.TotalMilliseconds);
                (row.PreventingBuffer, row.BufferMissed) = (price.Buffer, price.BufferMissed);
                (row.SplitPrevents, row.SplitMissed, row.CostDays) = (price.SplitPrevents, price.SplitMissed, CostDays);
                row.ExaminedAt = clock.GetUtcNow();
            },
            cancellationToken);

    private sealed record Price(int? Buffer, long? BufferMissed, bool SplitPrevents, long? SplitMissed)
    {
        public static readonly Price None = new(null, null, false, null);
    }
}
