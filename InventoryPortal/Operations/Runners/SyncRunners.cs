using System.Text.Json;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Operations.Runners;

/// <summary>Reads one channel's orders, then pushes what is due.</summary>
public sealed class ChannelSyncRunner(ChannelSync sync, DeliveryWait delivery) : IJobRunner
{
    /// <inheritdoc />
    public SyncJobKind Kind => SyncJobKind.ChannelSync;

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (await sync.FindAsync(run.Job.ChannelId, cancellationToken) is not { } channel)
        {
            return new JobResult.Failed("The channel no longer exists.");
        }
        // A first fill is under way before its orders are read: people see its size at once.
        var fill = run.Payload is { } payload ? JsonSerializer.Deserialize<FillSize>(payload)!.Listings : 0;
        if (fill > 0)
        {
            await run.ReportAsync(0, fill, null, cancellationToken);
        }
        var polled = await sync.PollAsync(channel, cancellationToken);
        if (polled.Failure is { } failure)
        {
            return sync.Failed(channel, failure);
        }
        sync.Wake(channel);
        if (!channel.IsWritten)
        {
            return new JobResult.Done($"{polled.Orders} orders read; nothing is pushed while the channel is {(channel.Shadow ? "in the shadow" : channel.State)}.");
        }
        var state = await delivery.WaitAsync(run, [channel.Id], null, fill, cancellationToken);
        return new JobResult.Done(ChannelSync.Sentence(polled.Orders, fill, state));
    }
}

/// <summary>Does so for every channel that lists one product, and revives its failed listings.</summary>
public sealed class ProductSyncRunner(ChannelSync sync, DeliveryWait delivery) : IJobRunner
{
    /// <inheritdoc />
    public SyncJobKind Kind => SyncJobKind.ProductSync;

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var channels = (await sync.ListAsync(run.Job.ProductId, cancellationToken))
            .Where(c => run.Job.ChannelId is null || c.Id == run.Job.ChannelId).ToList();
        if (run.Job.ProductId is not { } productId || channels.Count == 0)
        {
            return new JobResult.Done("No channel lists this product.");
        }
        int orders = 0, due = 0;
        foreach (var channel in channels)
        {
            var polled = await sync.PollAsync(channel, cancellationToken);
            if (polled.Failure is { } failure and not ReadFailure.Reauthorise)
            {
                return sync.Failed(channel, failure);
            }
            orders += polled.Orders;
            due += await sync.ReviveAsync(channel, productId, cancellationToken);
        }
        var active = channels.Where(c => c.IsWritten).Select(c => c.Id).ToList();
        return new JobResult.Done(ChannelSync.Sentence(orders, due, await delivery.WaitAsync(run, active, productId, due, cancellationToken)));
    }
}

/// <summary>A channel sync of every channel, with every listing due. Goes on after the last channel done when it is repeated.</summary>
public sealed class FullSyncRunner(ChannelSync sync, DeliveryWait delivery) : IJobRunner
{
    /// <summary>What a repeat need not do again.</summary>
    private sealed record Position(HashSet<long> Done, int Orders, int Due);

    /// <inheritdoc />
    public SyncJobKind Kind => SyncJobKind.FullSync;

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var channels = await sync.ListAsync(null, cancellationToken);
        var position = run.Payload is { } payload ? JsonSerializer.Deserialize<Position>(payload)! : new Position([], 0, 0);
        JobResult? later = null;
        var refused = new List<string>();
        foreach (var channel in channels.Where(c => !position.Done.Contains(c.Id)))
        {
            var polled = await sync.PollAsync(channel, cancellationToken);
            if (polled.Failure is ReadFailure.Reauthorise)
            {
                refused.Add(channel.Key);
            }
            else if (polled.Failure is { } failure)
            {
                // The others need not wait for the one that is down.
                later ??= sync.Failed(channel, failure);
                continue;
            }
            var due = await sync.ReviveAsync(channel, null, cancellationToken);
            position = new Position([.. position.Done, channel.Id], position.Orders + polled.Orders, position.Due + due);
            await run.ReportAsync(position.Done.Count, channels.Count, JsonSerializer.Serialize(position), cancellationToken);
        }
        if (later is not null)
        {
            return later;
        }
        var active = channels.Where(c => c.IsWritten && !refused.Contains(c.Key)).Select(c => c.Id).ToList();
        var state = await delivery.WaitAsync(run, active, null, position.Due, cancellationToken);
        var trouble = refused.Count == 0 ? "" : $" These refused their credential: {string.Join(", ", refused)}.";
        return new JobResult.Done(ChannelSync.Sentence(position.Orders, position.Due, state) + trouble);
    }
}
