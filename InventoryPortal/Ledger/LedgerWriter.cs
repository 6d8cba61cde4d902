using System.Diagnostics;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Providers;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>
/// The one writer of levels. Works that arrive together share a transaction; a group that fails is replayed work by
/// work, so that nobody pays for a neighbour. A crash before the commit leaves nothing of the group.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    /// <summary>Submissions per transaction: enough to fill a disk flush, few enough that the first does not wait long for the last.</summary>
    private const int MaxGroup = 64;

    /// <summary>Submissions that may wait; past it callers wait at the door.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>Tries of one work alone: a duplicate key or a deadlock is settled by deciding again on what is there now.</summary>
    private const int MaxTries = 4;

    private readonly IDbContextFactory<PortalDbContext> _factory;
    private readonly CommitSignals _signals;
    private readonly TimeProvider _clock;
    private readonly FailPoints _failPoints;
    private readonly GroupCommit<IReadOnlyList<LedgerWork>> _group;

    public LedgerWriter(IDbContextFactory<PortalDbContext> factory, CommitSignals signals, TimeProvider clock, FailPoints failPoints)
    {
        _failPoints = failPoints;
        _factory = factory;
        _signals = signals;
        _clock = clock;
        _group = new GroupCommit<IReadOnlyList<LedgerWork>>(MaxGroup, MaxWaiting, CommitGroupAsync, FailAll);
    }

    /// <summary>Queues works that are to be committed together where possible. Their results come through the works.</summary>
    public ValueTask SubmitAsync(IReadOnlyList<LedgerWork> works, CancellationToken cancellationToken) => _group.SubmitAsync(works, cancellationToken);

    /// <summary>Queues one work and waits for its verdict.</summary>
    public async Task<T> RunAsync<T>(LedgerWork<T> work, CancellationToken cancellationToken)
    {
        await SubmitAsync([work], cancellationToken);
        return await work.Result.WaitAsync(cancellationToken);
    }

    private static void FailAll(IReadOnlyList<LedgerWork> works, Exception exception)
    {
        foreach (var work in works)
        {
            work.Fail(exception);
        }
    }

    private async Task CommitGroupAsync(IReadOnlyList<IReadOnlyList<LedgerWork>> submissions, CancellationToken stop)
    {
        var works = submissions.Count == 1 ? submissions[0] : [.. submissions.SelectMany(s => s)];
        var (first, alone) = Split(works);
        try
        {
            await CommitAsync(first, stop);
        }
        catch (Exception e) when (first.Count > 1 || IsRetryable(e))
        {
            foreach (var work in first)
            {
                await CommitAloneAsync(work, stop);
            }
        }
        catch (Exception e)
        {
            first[0].Fail(e);
        }
        foreach (var work in alone)
        {
            await CommitAloneAsync(work, stop);
        }
    }

    // Two works under one Idempotency-Key must not share a transaction: the second answers what the first has stored. Large ones share none.
    private static (IReadOnlyList<LedgerWork> First, IReadOnlyList<LedgerWork> Alone) Split(IReadOnlyList<LedgerWork> works)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var first = new List<LedgerWork>(works.Count);
        var alone = new List<LedgerWork>();
        foreach (var work in works)
        {
            (!work.IsLarge && (work.Scope is not { } scope || seen.Add(scope)) ? first : alone).Add(work);
        }
        return (first, alone);
    }

    private async Task CommitAloneAsync(LedgerWork work, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CommitAsync([work], stop);
                return;
            }
            catch (Exception e) when (attempt < MaxTries && IsRetryable(e))
            {
                // Decided again on what is there now.
            }
            catch (Exception e)
            {
                work.Fail(e);
                return;
            }
        }
    }

    private bool IsRetryable(Exception exception)
    {
        using var db = _factory.CreateDbContext();
        return db.Dialect.Classify(exception) is DbFault.Duplicate or DbFault.Contention or DbFault.Stale;
    }

    private async Task CommitAsync(IReadOnlyList<LedgerWork> works, CancellationToken stop)
    {
        if (works.Count == 0)
        {
            return;
        }
        var needs = new LedgerNeeds();
        foreach (var work in works)
        {
            work.Need(needs);
        }
        var (since, spans, committed) = (_clock.GetTimestamp(), LedgerTelemetry.Begin(works), false);
        try
        {
            var batch = await CommitAsync(works, needs, spans, stop);
            committed = true;
            LedgerTelemetry.Committed(batch, works.Count, _clock.GetElapsedTime(since));
        }
        finally
        {
            LedgerTelemetry.End(spans, committed);
        }
    }

    private async Task<LedgerBatch> CommitAsync(IReadOnlyList<LedgerWork> works, LedgerNeeds needs, Activity?[]? spans, CancellationToken stop)
    {
        LedgerBatch batch;
        CommitNote note;
        await using (var db = await _factory.CreateDbContextAsync(stop))
        await using (var transaction = await db.Dialect.BeginWriteAsync(db, stop))
        {
            batch = await LedgerLoader.LoadAsync(db, needs, _clock.GetUtcNow(), stop);
            for (var i = 0; i < works.Count; i++)
            {
                batch.Trace = TraceMark.Of(spans?[i]);
                works[i].Apply(batch);
            }
            var channels = Reallocate(batch);
            await RaiseOversellsAsync(db, batch, stop);
            await batch.Writes.AddDecidedAsync(db, batch.Now, stop);
            await db.SaveChangesAsync(stop);
            foreach (var work in works)
            {
                work.Remember(batch);
            }
            await batch.Writes.AddRememberedAsync(db, stop);
            _failPoints.Pass(FailPoints.LedgerBeforeCommit);
            await transaction.CommitAsync(stop);
            _failPoints.Pass(FailPoints.LedgerAfterCommit);
            note = Note(batch, channels);
        }
        // Before the answers: who has his and reads at once must not find what was kept from before. It never throws and never waits.
        if (note.Topics != CommitTopics.None)
        {
            _signals.Publish(note);
        }
        foreach (var work in works)
        {
            work.Complete();
        }
        return batch;
    }

    internal static HashSet<long> Reallocate(LedgerBatch batch)
    {
        var channels = new HashSet<long>();
        var told = batch.Told.Where(l => l.ProductId != null).Select(l => l.ProductId!.Value);
        var listings = batch.Listings.Values.Where(l => l.ProductId != null).ToLookup(l => l.ProductId!.Value);
        foreach (var id in batch.Touched.Keys.Union(told).Where(batch.Products.ContainsKey))
        {
            Reallocation.Apply(batch.Products[id], [.. listings[id]], batch.Channels, batch, batch.Now, channels);
        }
        return channels;
    }

    private static async Task RaiseOversellsAsync(PortalDbContext db, LedgerBatch batch, CancellationToken cancellationToken)
    {
        foreach (var (id, before) in batch.Touched)
        {
            var product = batch.Products[id];
            var after = product.OnHand - product.Reserved;
            if (after < 0 && after < before)
            {
                await AlertWriter.RaiseAsync(
                    db, AlertKind.Oversold, product.Sku, $"{-after} more units of {product.Sku} are sold or promised than there are.",
                    product.Id, batch.LastMovement[id].ChannelId, batch.Now, cancellationToken);
            }
            else if (before < 0 && after >= 0)
            {
                await AlertWriter.ResolveAsync(db, AlertKind.Oversold, product.Sku, batch.Now, cancellationToken);
            }
        }
    }

    private static CommitNote Note(LedgerBatch batch, HashSet<long> channels)
    {
        var stock = batch.Touched.Keys.Select(id => (Product: batch.Products[id], Last: batch.LastMovement[id]))
            .Select(x => new StockNote(
                x.Product.Id, x.Product.Sku, x.Product.OnHand, x.Product.Reserved, x.Product.OnHand - x.Product.Reserved,
                x.Last.Kind, x.Last.Delta, batch.Now))
            .ToList();
        var alerts = batch.Touched.Any(t => t.Value < 0 || batch.Products[t.Key].OnHand < batch.Products[t.Key].Reserved);
        var topics = (stock.Count > 0 ? CommitTopics.Stock : CommitTopics.None)
            | (channels.Count > 0 ? CommitTopics.Listings : CommitTopics.None)
            | (alerts ? CommitTopics.Alerts : CommitTopics.None);
        return new CommitNote(topics, stock, channels);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _group.DisposeAsync();
}
