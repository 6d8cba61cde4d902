using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Reconciliation;

/// <summary>Decides on a pass's numbers and records what came of them, in chunks, so that sales are never stalled.</summary>
public sealed class DriftStore(PortalDatabase database, DriftWriter writer, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Listings decided or written per transaction.</summary>
    private const int Chunk = 200;

    /// <summary>A person's approval of a held change is good for this long.</summary>
    private static readonly TimeSpan ApprovalHolds = TimeSpan.FromHours(1);

    /// <summary>What stands about a channel.</summary>
    private sealed record Terms(DriftPolicy Policy, int GuardPercent, bool IsApproved, bool Shadow);

    internal async Task<ReconcileOutcome> ApplyAsync(
        ChannelConnection channel,
        TimeSpan eventLag,
        DriftPolicy? policy,
        IReadOnlyDictionary<string, ListingState> states,
        IReadOnlyDictionary<long, Observation> seen,
        CancellationToken cancellationToken)
    {
        var terms = await TermsAsync(channel, policy, cancellationToken);
        if (terms.Shadow)
        {
            return await NoteAsync(states, seen, cancellationToken);
        }
        var compared = new List<Comparison>();
        foreach (var chunk in states.Values.Where(s => seen.ContainsKey(s.Id)).Chunk(Chunk))
        {
            compared.AddRange(await DecideAsync(chunk, seen, eventLag, terms.Policy, cancellationToken));
        }
        var held = terms.IsApproved ? null : Guard(compared, terms.GuardPercent);
        if (held is not null)
        {
            compared = [.. compared.Select(c => c.Decision is DriftDecision.Drift drift
                ? c with { Decision = drift with { Action = DriftPolicy.Report } } : c)];
        }
        var written = new WrittenCounts();
        foreach (var chunk in compared.Chunk(Chunk))
        {
            written += await writer.WriteAsync(channel.Key, chunk, caller: null, cancellationToken);
        }
        await RaiseAsync(channel, held, cancellationToken);
        var waits = compared.Select(c => c.Decision).OfType<DriftDecision.WaitForSecondRead>().ToList();
        return new ReconcileOutcome.Compared(
            compared.Count, compared.Count(c => c.Decision is DriftDecision.Drift), written.Overwritten, written.Adopted,
            waits.Count, waits.Count == 0 ? null : waits.Max(w => w.NotBefore), held);
    }

    // Its numbers are its own affair: what it shows is what it may sell, and nothing of it is drift.
    private async Task<ReconcileOutcome> NoteAsync(
        IReadOnlyDictionary<string, ListingState> states, IReadOnlyDictionary<long, Observation> seen, CancellationToken cancellationToken)
    {
        var read = states.Values.Where(s => seen.ContainsKey(s.Id)).ToList();
        foreach (var chunk in read.Chunk(Chunk))
        {
            await writer.NoteAsync(chunk, seen, cancellationToken);
        }
        return new ReconcileOutcome.Compared(read.Count, 0, 0, 0, 0, null, null);
    }

    private Task<Terms> TermsAsync(ChannelConnection channel, DriftPolicy? policy, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var row = await db.Channels.SingleAsync(c => c.Id == channel.ChannelId, token);
                var since = clock.GetUtcNow() - ApprovalHolds;
                var cause = AlertWriter.CauseKey(AlertKind.BulkChangeHeld, channel.Key);
                var approved = await db.Alerts.AnyAsync(a => a.CauseKey == cause && a.State == AlertState.Resolved && a.ResolvedAt >= since, token);
                return new Terms(policy ?? row.Drift, row.GuardPercent, approved, row.Shadow);
            },
            cancellationToken);

    private Task<List<Comparison>> DecideAsync(
        ListingState[] before, IReadOnlyDictionary<long, Observation> seen, TimeSpan eventLag, DriftPolicy policy, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var ids = before.Select(s => s.Id).ToList();
                var now = clock.GetUtcNow();
                var rows = await db.Listings.Where(l => ids.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => ListingState.Of(l, now), token);
                var standing = await db.Discrepancies.Where(d => ids.Contains(d.ListingId) && d.ResolvedAt == null).ToListAsync(token);
                var open = standing.GroupBy(d => d.ListingId).ToDictionary(g => g.Key, g => g.MinBy(d => d.Id));

                // A listing that was never confirmed, or is on its way to a new number, has nothing to be compared with.
                return before.Where(s => s.IsSettled && s.Shown is not null && rows.ContainsKey(s.Id))
                    .Select(s => Compare(s, rows[s.Id], seen[s.Id], open.GetValueOrDefault(s.Id), eventLag, policy)).ToList();
            },
            cancellationToken);

    internal static Comparison Compare(
        ListingState before, ListingState after, Observation latest, DiscrepancyRow? open, TimeSpan eventLag, DriftPolicy policy)
    {
        Observation? earlier = open is null ? null : new Observation(open.Observed, open.FirstSeenAt);
        var orderBetween = !before.IsSameAs(after) || (earlier is { } first && after.LastSaleAt >= first.At);
        var facts = new DriftFacts(earlier, latest, before.Shown!.Value, before.Sent, orderBetween, eventLag, policy);
        return new Comparison(after, latest, open, DriftDecision.Decide(facts));
    }

    private static string? Guard(IReadOnlyCollection<Comparison> compared, int percent)
    {
        if (!compared.Any(c => c.Decision is DriftDecision.Drift { Action: not DriftPolicy.Report }))
        {
            return null;
        }
        var changes = compared.Select(c => c.Decision is DriftDecision.Drift drift
            ? new BulkChange(drift.Expected, drift.Observed)
            : new BulkChange(c.State.Shown, c.State.Shown ?? 0)).ToArray();
        return BulkGuard.Decide(changes, new GuardLimits(percent)) is BulkVerdict.Hold hold
            ? $"{hold.Zeroed} of {hold.Of} listings would be zeroed and {hold.Swung} swung; a person must approve."
            : null;
    }

    // One incident a channel: a thousand drifted listings have one cause.
    private async Task RaiseAsync(ChannelConnection channel, string? held, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var drifted = await db.Listings.CountAsync(l => l.ChannelId == channel.ChannelId && l.IsDrifted, token);
                if (drifted > 0)
                {
                    await AlertWriter.RaiseAsync(
                        db, AlertKind.Drift, channel.Key, $"{drifted} listings of {channel.Key} show numbers that nobody here set.", null,
                        channel.ChannelId, now, token);
                }
                else
                {
                    await AlertWriter.ResolveAsync(db, AlertKind.Drift, channel.Key, now, token);
                }
                if (held is not null)
                {
                    await AlertWriter.RaiseAsync(db, AlertKind.BulkChangeHeld, channel.Key, held, null, channel.ChannelId, now, token);
                }
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Alerts | CommitTopics.Listings, channel.ChannelId));
    }
}
