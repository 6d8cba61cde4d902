using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Runners;

/// <summary>A channel as the runners need it.</summary>
public sealed record SyncedChannel(long Id, string Key, ChannelState State, bool Shadow)
{
    /// <summary>Whether anything is written to it.</summary>
    public bool IsWritten => State == ChannelState.Active && !Shadow;
}

/// <summary>What the sync jobs share: read a channel's orders, then make its listings due.</summary>
public sealed class ChannelSync(PortalDatabase database, OrderPoll poll, DueStore due, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Channels of one job; no merchant has as many.</summary>
    private const int MaxChannels = 1000;

    /// <summary>A throttled channel that named no instant is asked again after this.</summary>
    private static readonly TimeSpan ThrottledWait = TimeSpan.FromSeconds(30);

    /// <summary>The channel of a job; null when it was removed.</summary>
    public Task<SyncedChannel?> FindAsync(long? channelId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Channels.Where(c => c.Id == channelId).Select(c => new SyncedChannel(c.Id, c.Key, c.State, c.Shadow)).FirstOrDefaultAsync(token),
            cancellationToken);

    /// <summary>All channels, or those that list a product.</summary>
    public Task<List<SyncedChannel>> ListAsync(long? productId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Channels
                .Where(c => productId == null || db.Listings.Any(l => l.ChannelId == c.Id && l.ProductId == productId))
                .OrderBy(c => c.Id).Take(MaxChannels).Select(c => new SyncedChannel(c.Id, c.Key, c.State, c.Shadow)).ToListAsync(token),
            cancellationToken);

    /// <summary>Reads the channel's orders into the inbox.</summary>
    public Task<PollOutcome> PollAsync(SyncedChannel channel, CancellationToken cancellationToken) => poll.RunAsync(channel.Id, cancellationToken);

    /// <summary>Makes listings due for a fresh write, given up ones too; returns how many.</summary>
    public Task<int> ReviveAsync(SyncedChannel channel, long? productId, CancellationToken cancellationToken) =>
        due.ReviveAsync(channel.Id, productId, all: true, cancellationToken);

    /// <summary>Wakes the channel's lane for what is due already.</summary>
    public void Wake(SyncedChannel channel) => signals.Publish(CommitNote.Of(CommitTopics.Listings, channel.Id));

    /// <summary>What a failed read means for a job.</summary>
    public JobResult Failed(SyncedChannel channel, ReadFailure failure) => failure switch
    {
        ReadFailure.Reauthorise => new JobResult.Failed($"{channel.Key} refused its credential: {failure.Reason}"),
        ReadFailure.Transient { Throttled: true } t => new JobResult.Deferred(t.NotBefore ?? clock.GetUtcNow() + ThrottledWait, failure.Reason),
        ReadFailure.Transient t => new JobResult.Retry($"{channel.Key}: {failure.Reason}", t.NotBefore),
        _ => new JobResult.Retry($"{channel.Key} gave no usable answer: {failure.Reason}"),
    };

    /// <summary>One sentence on what a sync came to.</summary>
    public static string Sentence(int orders, int due, DeliveryState state) =>
        $"{orders} orders read, {due} listings made due; {state.Waiting} still wait, {state.Failed} have failed.";
}
