using InventoryPortal.Access;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;

namespace InventoryPortal.Catalog;

/// <summary>What one chunk of a bulk edit came to.</summary>
/// <param name="Channels">Ids of the channels with a listing that is to show another number.</param>
internal sealed record BulkChunk(int Changed, IReadOnlyCollection<long> Channels);

/// <summary>What a bulk edit is about.</summary>
/// <param name="Permission">A constant of <see cref="Permissions"/>, asked for again at every chunk.</param>
/// <param name="Noun">What is edited: "products".</param>
/// <param name="ChannelKey">The only channel concerned; null for any.</param>
/// <param name="Topics">Who wants to hear of it.</param>
internal sealed record BulkDeed(string Permission, string Noun, string? ChannelKey, CommitTopics Topics)
{
    private string Where => ChannelKey is null ? "" : $" of {ChannelKey}";

    /// <summary>The operation itself.</summary>
    public Deed Whole => new(Permission, $"{Noun}{Where} in bulk", ChannelKey);

    /// <summary>A part of it.</summary>
    public Deed Part(int count) => new(Permission, $"{count} {Noun}{Where}", ChannelKey);
}

/// <summary>
/// Takes a change of many rows through in chunks, as one operation: weighed as a whole first, so that the guard sees all of it, then
/// written with a record of each row. Whoever stops it keeps what is done, which taking the operation back undoes.
/// </summary>
internal sealed class BulkRun(CommandGate gate, PortalDatabase database, CommitSignals signals, TimeProvider clock)
{
    /// <param name="context">Who, and the operation's id.</param>
    /// <param name="deed">What it is about.</param>
    /// <param name="changes">One of each row.</param>
    /// <param name="weigh">Tells the guard what a chunk would do.</param>
    /// <param name="apply">Writes a chunk.</param>
    /// <param name="progress">Gets how many are done.</param>
    /// <param name="cancellationToken">Stops between two chunks.</param>
    public async Task<CommandAnswer<BulkResult>> RunAsync<TChange>(
        CommandContext context,
        BulkDeed deed,
        IReadOnlyCollection<TChange> changes,
        Func<PortalDbContext, BulkHold, TChange[], CancellationToken, Task> weigh,
        Func<PortalDbContext, BulkHold, TChange[], CancellationToken, Task<BulkChunk>> apply,
        Action<int>? progress,
        CancellationToken cancellationToken)
    {
        var hold = new BulkHold(clock.GetUtcNow(), $"A bulk edit of {deed.Noun}");
        var chunks = changes.Chunk(Reallocation.ChunkSize).ToList();
        await WeighAsync(hold, chunks, weigh, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            return new BulkResult(context.OperationId, 0, changes.Count, 0);
        }
        await database.WriteAsync((db, token) => hold.DecideAsync(db, token), CancellationToken.None);
        var touched = new HashSet<long>(hold.Held);
        var (changed, done) = (0, 0);
        foreach (var chunk in chunks.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            var answer = await gate.RunAsync<BulkChunk>(
                context,
                deed.Part(chunk.Length),
                async (db, note, token) =>
                {
                    var part = await apply(db, hold, chunk, token);
                    note.After = $"{part.Changed} changed";
                    return part;
                },
                CancellationToken.None);
            if (answer is CommandAnswer<BulkChunk>.Refused refused)
            {
                // The right was taken away meanwhile: what is done stays on record.
                Publish(deed, hold, touched);
                return refused.Refusal;
            }
            var part = ((CommandAnswer<BulkChunk>.Done)answer).Value;
            touched.UnionWith(part.Channels);
            changed += part.Changed;
            progress?.Invoke(done += chunk.Length);
        }
        Publish(deed, hold, touched);
        return new BulkResult(context.OperationId, changed, changes.Count - changed, hold.Held.Count);
    }

    /// <summary>What taking an operation back came to: a refusal where others have acted on every row of it since.</summary>
    public static CommandAnswer<BulkResult> Undone(CommandAnswer<BulkResult> answer) => answer is CommandAnswer<BulkResult>.Done { Value: { Changed: 0, Left: > 0 } }
        ? new Refusal(RefusalKind.Conflict, "edited_since", "Others have edited all of it since; nothing was taken back.")
        : answer;

    private async Task WeighAsync<TChange>(
        BulkHold hold, List<TChange[]> chunks, Func<PortalDbContext, BulkHold, TChange[], CancellationToken, Task> weigh, CancellationToken cancellationToken)
    {
        foreach (var chunk in chunks.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            await database.ReadAsync(
                async (db, token) =>
                {
                    await weigh(db, hold, chunk, token);
                    return true;
                },
                CancellationToken.None);
        }
    }

    private void Publish(BulkDeed deed, BulkHold hold, HashSet<long> touched) => signals.Publish(CommitNote.Of(
        deed.Topics | (touched.Count > 0 ? CommitTopics.Listings : CommitTopics.None) | (hold.Held.Count > 0 ? CommitTopics.Alerts : CommitTopics.None),
        [.. touched]));
}
