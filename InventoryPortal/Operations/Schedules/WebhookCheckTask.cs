using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// Sees to it, hourly per channel and soon after a connection, that every channel sends its events here. Channels switch
/// webhooks off after failed deliveries and tell nobody.
/// </summary>
public sealed class WebhookCheckTask(
    ScheduleRunner runner,
    PortalDatabase database,
    ConnectionLookup connections,
    AdapterSet adapters,
    SlotStore slots,
    CommitSignals signals,
    IOptions<PortalOptions> options,
    TimeProvider clock,
    ILogger<WebhookCheckTask> log) : ScheduledTask(runner)
{
    /// <summary>How often one channel is asked.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Channels asked in one run.</summary>
    private const int MaxChannels = 50;

    /// <summary>How long one channel may take.</summary>
    private static readonly TimeSpan AskLimit = TimeSpan.FromMinutes(1);

    /// <summary>In place of our own address where there is none: a channel whose events are fetched has no use for it.</summary>
    private static readonly Uri Nowhere = new("about:blank");

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        // A channel that keeps its events until they are fetched needs no address of ours.
        var isReachable = !string.IsNullOrWhiteSpace(options.Value.PublicUrl);
        var pulled = adapters.Pulled.ToList();
        if (!isReachable && pulled.Count == 0)
        {
            return;
        }
        var before = clock.GetUtcNow() - Every;
        var due = await database.ReadAsync(
            (db, token) => db.Channels
                .Where(c => c.State == ChannelState.Active && (c.WebhooksCheckedAt == null || c.WebhooksCheckedAt <= before)
                    && (isReachable || pulled.Contains(c.Kind)))
                .OrderBy(c => c.WebhooksCheckedAt).Take(MaxChannels).Select(c => c.Id).ToListAsync(token),
            cancellationToken);
        foreach (var channelId in due)
        {
            await slots.RunAsync($"webhooks:{channelId}", clock.GetUtcNow(), AskLimit, token => CheckAsync(channelId, token), cancellationToken);
        }
    }

    private async Task CheckAsync(long channelId, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(channelId, cancellationToken) is not { } connection || adapters.Get(connection.Kind) is not { } adapter)
        {
            return;
        }
        using var limit = new CancellationTokenSource(AskLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        WebhookSetup setup;
        try
        {
            setup = await adapter.EnsureWebhooksAsync(connection, options.Value.WebhookAddress(connection.Key) ?? Nowhere, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            setup = new WebhookSetup(false, [], new ReadFailure.Transient(null, false, "It did not answer in time."));
        }
        if (setup.Failure is { } failure)
        {
            log.LogInformation("The webhooks of {Channel} could not be checked: {Reason}", connection.Key, failure.Reason);
        }
        else if (setup.Changes.Count > 0)
        {
            log.LogInformation("The webhooks of {Channel} were seen to: {Changes}", connection.Key, string.Join(' ', setup.Changes));
        }
        await RecordAsync(connection, setup, cancellationToken);
    }

    private async Task RecordAsync(ChannelConnection connection, WebhookSetup setup, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                var okBefore = await db.Channels.Where(c => c.Id == connection.ChannelId).Select(c => c.WebhooksOkAt).SingleAsync(token);
                var okNow = setup.Ok ? now : okBefore;
                await db.Channels.Where(c => c.Id == connection.ChannelId)
                    .ExecuteUpdateAsync(s => s.SetProperty(c => c.WebhooksCheckedAt, now).SetProperty(c => c.WebhooksOkAt, okNow), token);
                await JudgeAsync(db, connection, setup, okBefore is not null, now, token);
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Channels | CommitTopics.Alerts, connection.ChannelId));
    }

    // What had stood and had to be mended is an incident, even when it is mended at once: events may have been missed.
    private static async Task JudgeAsync(
        PortalDbContext db, ChannelConnection connection, WebhookSetup setup, bool stoodBefore, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (setup.Failure is ReadFailure.Reauthorise refused)
        {
            await ChannelHold.NeedsReauthAsync(db, connection, refused.Reason, now, cancellationToken);
            return;
        }
        if (setup.Failure is ReadFailure.Unusable unusable)
        {
            // The channel is synced without them; a person has to see that it is, and why.
            await AlertWriter.RaiseAsync(
                db, AlertKind.WebhookDisabled, connection.Key, $"{connection.Key} does not send its events here; its orders come by polling alone. {unusable.Reason}", null,
                connection.ChannelId, now, cancellationToken);
        }
        if (setup.Failure is null && (!setup.Ok || (stoodBefore && setup.Changes.Count > 0)))
        {
            var outcome = setup.Ok ? "They are in order again; what happened meanwhile is read by polling." : "They could not be put in order.";
            await AlertWriter.RaiseAsync(
                db, AlertKind.WebhookDisabled, connection.Key, $"Webhooks of {connection.Key} were missing or switched off at the channel. {outcome}", null,
                connection.ChannelId, now, cancellationToken);
        }
        if (setup.Ok)
        {
            await AlertWriter.ResolveAsync(db, AlertKind.WebhookDisabled, connection.Key, now, cancellationToken);
        }
    }
}
