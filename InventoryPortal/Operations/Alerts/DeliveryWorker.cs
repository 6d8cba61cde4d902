using InventoryPortal.Operations.AccountMail;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Alerts;

/// <summary>
/// Turns marks of incidents into deliveries and sends what is due, letters to people about their accounts beside it: a moment after every commit that touched an incident or a person, when a retry
/// or a reminder falls due, and in any case every few seconds.
/// </summary>
public sealed class DeliveryWorker(
    NoticeStore notices,
    OutboxStore outbox,
    AlertSender sender,
    AccountPost post,
    MailToSeed seed,
    PulseWatch pulses,
    CommitSignals signals,
    TimeProvider clock,
    WorkerPulse pulse,
    ILogger<DeliveryWorker> log) : BackgroundService
{
    /// <summary>Longest time between two looks: a lost signal costs no more, and another node's incident neither.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    /// <summary>Shortest wait, so that a clock that stands still is no busy loop.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>Destinations served side by side: one that hangs holds nobody up.</summary>
    private const int Width = 8;

    /// <summary>Messages to one destination in one round; then new incidents are planned first.</summary>
    private const int MaxMessages = 20;

    private readonly CommitSignals.Subscription _changes = signals.Subscribe(CommitTopics.Alerts | CommitTopics.Access, capacity: 1, CommitReach.Here);

    /// <inheritdoc />
    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
    }

    /// <summary>Plans and sends everything that is due now; what the loop does in each round.</summary>
    public Task RunOnceAsync(CancellationToken cancellationToken) => Task.WhenAll(SendAlertsAsync(cancellationToken), post.RunOnceAsync(cancellationToken));

    private async Task SendAlertsAsync(CancellationToken cancellationToken)
    {
        await notices.PlanAsync(cancellationToken);
        var due = await outbox.DueAsync(cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Width, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, options, async (id, token) => await ServeAsync(id, token));
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(seed.RunAsync, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            pulse.Beat(nameof(DeliveryWorker));
            await TryAsync(pulses.RunAsync, stoppingToken);
            await TryAsync(RunOnceAsync, stoppingToken);
            await _changes.WaitAsync(await WaitAsync(stoppingToken), clock, stoppingToken);
        }
    }

    private async Task ServeAsync(long destinationId, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxMessages; i++)
        {
            if (await outbox.ClaimAsync(destinationId, cancellationToken) is not { } message)
            {
                return;
            }
            var outcome = await SendAsync(message, cancellationToken);
            // Also while the portal stops: what was taken must not be sent again for want of a note.
            await outbox.RecordAsync(message, outcome, Random.Shared.NextDouble(), CancellationToken.None);
        }
    }

    // A bug in one message must not stop the others: it is logged, and the message waits like any that failed.
    private async Task<SendOutcome> SendAsync(ClaimedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendAsync(message.DestinationId, message.Key, message.Items, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogError(e, "An alert could not be sent to destination {Destination}.", message.DestinationId);
            return new SendOutcome.Failed("The portal could not send it; its own error list says why.");
        }
    }

    private async Task<TimeSpan> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            var next = new[] { await outbox.NextAtAsync(cancellationToken), await post.NextAtAsync(cancellationToken) }.Min();
            var wait = next - clock.GetUtcNow() ?? Idle;
            return wait > Idle ? Idle : wait < Shortest ? Shortest : wait;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Idle;
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "Alerts or letters could not be sent; tried again in a moment.");
        }
    }
}
