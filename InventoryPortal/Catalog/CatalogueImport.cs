using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>How far a run is; kept in the job's payload, so that a repeat goes on from there.</summary>
/// <param name="StartedAt">When the run began; null before its first page. What was not seen since then is gone from the catalogue.</param>
/// <param name="Cursor">Where the next page starts; null at the beginning.</param>
/// <param name="Done">Items read.</param>
/// <param name="Total">Items in all, as far as the channel says.</param>
/// <param name="Added">Listings that were new.</param>
/// <param name="Freed">Listings that sell out of their parent's stock no more.</param>
public sealed record ImportProgress(DateTimeOffset? StartedAt = null, string? Cursor = null, int Done = 0, int Total = 0, int Added = 0, int Freed = 0);

/// <summary>What a run came to. A closed set.</summary>
public abstract record ImportOutcome
{
    private ImportOutcome() { }

    /// <summary>The catalogue was read whole.</summary>
    /// <param name="Seen">Items in it.</param>
    /// <param name="Added">Listings that were new.</param>
    /// <param name="Orphaned">Listings that it no longer has.</param>
    /// <param name="Returned">Listings that it has again.</param>
    /// <param name="Freed">Listings that sell out of their parent's stock no more and wait to be linked.</param>
    public sealed record Completed(int Seen, int Added, int Orphaned, int Returned, int Freed = 0) : ImportOutcome;

    /// <summary>The answer was empty or made no sense; nothing was concluded from it. One sentence for a person.</summary>
    public sealed record Unusable(string Reason) : ImportOutcome;

    /// <summary>The channel could not answer now; go on later from the last report.</summary>
    public sealed record Interrupted(string Reason, DateTimeOffset? NotBefore) : ImportOutcome;

    /// <summary>The credential was refused; a person must act.</summary>
    public sealed record Reauthorise(string Reason) : ImportOutcome;

    /// <summary>There is no such channel, or none that can be reached.</summary>
    public sealed record NoChannel(string Reason) : ImportOutcome;
}

/// <summary>Reads a channel's catalogue page by page into listing rows. It never links.</summary>
public sealed class CatalogueImport(
    PortalDatabase database, ConnectionLookup connections, AdapterSet adapters, CatalogueStore store, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Pages of one catalogue: a million items at a hundred a page; a cursor that goes in circles ends here.</summary>
    private const int MaxPages = 10_000;

    /// <summary>Listings asked for by name at once.</summary>
    private const int AskAtOnce = 500;

    /// <summary>Longest one page may take: a store works through its variations one parent at a time.</summary>
    private static readonly TimeSpan PageLimit = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Runs, or goes on from <paramref name="progress"/>, to the end of the catalogue. Every page is one transaction; after it
    /// <paramref name="report"/> gets the position from which a repeat may go on.
    /// </summary>
    public async Task<ImportOutcome> RunAsync(
        long channelId, ImportProgress progress, Func<ImportProgress, CancellationToken, Task> report, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(channelId, cancellationToken) is not { } connection)
        {
            return new ImportOutcome.NoChannel("The channel no longer exists.");
        }
        if (adapters.Get(connection.Kind) is not { } adapter)
        {
            return new ImportOutcome.NoChannel($"Channels of the kind {connection.Kind} cannot be reached yet.");
        }
        var started = progress.StartedAt ?? clock.GetUtcNow();
        progress = progress with { StartedAt = started };
        for (var page = 0; page < MaxPages; page++)
        {
            var read = await ReadAsync(adapter, connection, progress.Cursor, cancellationToken);
            if (read.Failure is { } failure)
            {
                return Failed(failure);
            }
            progress = await TakeAsync(channelId, progress, read, cancellationToken);
            await report(progress, cancellationToken);
            if (progress.Cursor is null)
            {
                return await FinishAsync(connection, adapter, started, progress, cancellationToken);
            }
        }
        return new ImportOutcome.Unusable($"The catalogue did not end after {MaxPages} pages.");
    }

    /// <summary>The whole run without a job around it.</summary>
    public Task<ImportOutcome> RunAsync(long channelId, CancellationToken cancellationToken) =>
        RunAsync(channelId, new ImportProgress(), (_, _) => Task.CompletedTask, cancellationToken);

    private static async Task<CataloguePage> ReadAsync(IChannelAdapter adapter, ChannelConnection connection, string? cursor, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(PageLimit);
        try
        {
            return await adapter.ReadCatalogueAsync(connection, cursor, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CataloguePage([], null, null, new ReadFailure.Transient(null, false, $"A page took longer than {PageLimit.TotalMinutes:0} minutes."));
        }
    }

    private async Task<ImportProgress> TakeAsync(long channelId, ImportProgress progress, CataloguePage read, CancellationToken cancellationToken)
    {
        var (added, freed) = read.Items.Count == 0 ? (0, 0) : await store.UpsertAsync(channelId, read.Items, cancellationToken);
        var done = progress.Done + read.Items.Count;
        return progress with
        {
            Cursor = read.NextCursor,
            Done = done,
            Total = Math.Max(done, read.TotalHint ?? progress.Total),
            Added = progress.Added + added,
            Freed = progress.Freed + freed,
        };
    }

    private async Task<ImportOutcome> FinishAsync(
        ChannelConnection connection, IChannelAdapter adapter, DateTimeOffset started, ImportProgress progress, CancellationToken cancellationToken)
    {
        var channelId = connection.ChannelId;
        if (progress.Done == 0)
        {
            return new ImportOutcome.Unusable("The channel answered with an empty catalogue; nothing was changed.");
        }
        var guard = await database.ReadAsync((db, token) => db.Channels.Where(c => c.Id == channelId).Select(c => c.GuardPercent).SingleAsync(token), cancellationToken);
        var (linked, gone) = await store.CountGoneAsync(channelId, started, cancellationToken);
        if (CatalogueStore.TooManyGone(linked, gone, guard))
        {
            return new ImportOutcome.Unusable(
                $"The catalogue lacks {gone} of {linked} linked listings, more than the guard of {guard} % lets go at once; none was taken for gone. " +
                "If they are, raise the guard to 100 % and import again.");
        }
        if (await AskForMissingAsync(connection, adapter, started, cancellationToken) is { } unanswered)
        {
            return Failed(unanswered);
        }
        var returned = await store.TakeBackAsync(channelId, started, cancellationToken);
        var orphaned = await store.OrphanAsync(channelId, started, cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Channels | CommitTopics.Listings, channelId));
        return new ImportOutcome.Completed(progress.Done, progress.Added, orphaned, returned, progress.Freed);
    }

    /// <summary>
    /// A listing that slid to a page already read is not gone, and taking it for gone would promise its units twice: what the
    /// pages lack is asked for by name before it is given up.
    /// </summary>
    private async Task<ReadFailure?> AskForMissingAsync(
        ChannelConnection connection, IChannelAdapter adapter, DateTimeOffset started, CancellationToken cancellationToken)
    {
        var missing = await store.GoneAsync(connection.ChannelId, started, cancellationToken);
        foreach (var ids in missing.Chunk(AskAtOnce))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(PageLimit);
            var reading = await adapter.ReadStockAsync(connection, ids, limit.Token);
            if (reading.Failure is { } failure)
            {
                return failure;
            }
            var there = reading.Figures.Where(f => f.State != StockReadState.Missing).Select(f => f.ExternalId).ToList();
            await store.SeenAsync(connection.ChannelId, there, cancellationToken);
        }
        return null;
    }

    private static ImportOutcome Failed(ReadFailure failure) => failure switch
    {
        ReadFailure.Reauthorise => new ImportOutcome.Reauthorise(failure.Reason),
        ReadFailure.Transient transient => new ImportOutcome.Interrupted(failure.Reason, transient.NotBefore),
        _ => new ImportOutcome.Unusable($"The channel's answer made no sense ({failure.Reason}); nothing more was changed."),
    };
}
