using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Intake;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Reconciliation;

/// <summary>
/// Asks whether a channel shows what we think: orders, stock, orders again; then acts only on what two reads agree on. A
/// crash leaves differences seen once, which the next pass takes up.
/// </summary>
public sealed class ReconcileRun(
    PortalDatabase database, ConnectionLookup connections, AdapterSet adapters, OrderPoll poll, DriftStore store, CommitSignals signals, TimeProvider clock,
    Random random)
{
    /// <summary>Listings whose stock is asked for together; adapters cut it to what the channel allows.</summary>
    private const int ReadChunk = 100;

    /// <summary>Listings loaded per read.</summary>
    private const int LoadChunk = 500;

    /// <summary>How long reading one chunk may take.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromMinutes(2);

    /// <summary>How long the inbox may take to handle what the polls brought.</summary>
    private static readonly TimeSpan HandleLimit = TimeSpan.FromSeconds(30);

    /// <summary>Looks without a signal.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>One pass over a channel.</summary>
    /// <param name="policy">What to do with drift; null takes the channel's own.</param>
    /// <param name="sample">Listings to look at, chosen by chance, beside those that differed last time; null looks at all.</param>
    /// <param name="report">Gets listings read and listings in all.</param>
    public async Task<ReconcileOutcome> RunAsync(
        long channelId, DriftPolicy? policy, int? sample, Func<int, int, CancellationToken, Task> report, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(channelId, cancellationToken) is not { } connection || adapters.Get(connection.Kind) is not { } adapter)
        {
            return new ReconcileOutcome.NoChannel("The channel no longer exists or cannot be reached.");
        }
        if (await ReadOrdersAsync(channelId, cancellationToken) is { } before)
        {
            return new ReconcileOutcome.NotRead(before);
        }
        var all = await LoadAsync(channelId, cancellationToken);
        var states = sample < all.Count ? await SampleAsync(channelId, all, sample.Value, cancellationToken) : all;
        var (seen, failure) = await ReadStockAsync(adapter, connection, states, report, cancellationToken);
        if ((failure ?? await ReadOrdersAsync(channelId, cancellationToken)) is { } after)
        {
            return new ReconcileOutcome.NotRead(after);
        }
        if (states.Count > 0 && seen.Count == 0)
        {
            return new ReconcileOutcome.NotRead(new ReadFailure.Unusable("The channel gave no quantity at all; nothing was concluded."));
        }
        var outcome = await store.ApplyAsync(connection, adapter.Traits.EventLag, policy, states, seen, cancellationToken);
        return outcome is ReconcileOutcome.Compared compared ? compared with { Linked = all.Count } : outcome;
    }

    /// <summary>As many as asked for, each as likely as every other, and those whose difference waits for its second read.</summary>
    private async Task<Dictionary<string, ListingState>> SampleAsync(
        long channelId, Dictionary<string, ListingState> all, int sample, CancellationToken cancellationToken)
    {
        var ids = all.Keys.ToArray();
        random.Shuffle(ids);
        var standing = await database.ReadAsync(
            (db, token) => db.Discrepancies.Where(d => d.ChannelId == channelId && d.ResolvedAt == null).OrderBy(d => d.Id).Select(d => d.ListingId).Take(sample).ToListAsync(token),
            cancellationToken);
        var open = standing.ToHashSet();
        return ids.Take(sample).Concat(all.Where(s => open.Contains(s.Value.Id)).Select(s => s.Key)).Distinct(StringComparer.Ordinal)
            .ToDictionary(id => id, id => all[id], StringComparer.Ordinal);
    }

    /// <summary>Null when the orders were read whole and everything they brought is in the ledger.</summary>
    private async Task<ReadFailure?> ReadOrdersAsync(long channelId, CancellationToken cancellationToken)
    {
        if ((await poll.RunAsync(channelId, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }
        using var handled = signals.Subscribe(CommitTopics.Inbox | CommitTopics.Stock, capacity: 1);
        var until = clock.GetUtcNow() + HandleLimit;
        while (await database.ReadAsync(
            (db, token) => db.InboundEvents.AnyAsync(e => e.ChannelId == channelId && e.Status == InboundStatus.Pending, token), cancellationToken))
        {
            if (clock.GetUtcNow() >= until)
            {
                return new ReadFailure.Transient(null, false, "The channel's events are still being handled.");
            }
            await handled.WaitAsync(LookAgain, clock, cancellationToken);
        }
        return null;
    }

    private async Task<Dictionary<string, ListingState>> LoadAsync(long channelId, CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, ListingState>(StringComparer.Ordinal);
        long after = 0;
        while (true)
        {
            var from = after;
            var rows = await database.ReadAsync(
                (db, token) => db.Listings
                    .Where(l => l.ChannelId == channelId && l.LinkState == LinkState.Linked && l.Id > from)
                    .OrderBy(l => l.Id).Take(LoadChunk).ToListAsync(token),
                cancellationToken);
            var now = clock.GetUtcNow();
            foreach (var row in rows)
            {
                states[row.ExternalId] = ListingState.Of(row, now);
            }
            if (rows.Count < LoadChunk)
            {
                return states;
            }
            after = rows[^1].Id;
        }
    }

    private async Task<(Dictionary<long, Observation> Seen, ReadFailure? Failure)> ReadStockAsync(
        IChannelAdapter adapter,
        ChannelConnection connection,
        IReadOnlyDictionary<string, ListingState> states,
        Func<int, int, CancellationToken, Task> report,
        CancellationToken cancellationToken)
    {
        var seen = new Dictionary<long, Observation>();
        var read = 0;
        foreach (var chunk in states.Keys.Chunk(ReadChunk))
        {
            var reading = await ReadChunkAsync(adapter, connection, chunk, cancellationToken);
            if (reading.Failure is { } failure)
            {
                return (seen, failure);
            }
            var now = clock.GetUtcNow();
            foreach (var figure in reading.Figures.Where(f => f is { State: StockReadState.Tracked, Quantity: not null }))
            {
                if (states.TryGetValue(figure.ExternalId, out var state))
                {
                    seen[state.Id] = new Observation(figure.Quantity!.Value, now);
                }
            }
            read += chunk.Length;
            await report(read, states.Count, cancellationToken);
        }
        return (seen, null);
    }

    private async Task<StockReading> ReadChunkAsync(
        IChannelAdapter adapter, ChannelConnection connection, string[] externalIds, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ReadLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await adapter.ReadStockAsync(connection, externalIds, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StockReading([], new ReadFailure.Transient(null, false, "Reading stock took too long."), []);
        }
    }
}
