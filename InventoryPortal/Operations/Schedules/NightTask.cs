using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Ledger;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Operations.Runners;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// Every minute: begins the daily work whose time has come in the portal's zone, each slot once across nodes. A portal that
/// was down at the time catches up when it comes back.
/// </summary>
public sealed class NightTask(
    SlotStore slots,
    JobStore jobs,
    ChannelSync channels,
    RetentionSweep retention,
    LedgerCheck ledger,
    AlertStore alerts,
    IOptionsMonitor<PortalOptions> options,
    TimeProvider clock,
    WorkerPulse pulse,
    ILogger<NightTask> log) : ScheduledTask(clock, pulse, log)
{
    /// <summary>Names of the schedules.</summary>
    internal const string FullSync = "full-sync", Reconcile = "reconcile", Retention = "retention", LedgerCheck = "ledger-check";

    public static readonly TimeOnly FullSyncAt = new(2, 0);
    public static readonly TimeOnly ReconcileAt = new(2, 30);
    public static readonly TimeOnly RetentionAt = new(3, 0);
    public static readonly TimeOnly LedgerCheckAt = new(3, 30);

    /// <summary>
    /// Listings of one channel looked at in a night: an hour's reads of the slowest channel. None wrong among them means that less
    /// than 0.1 % of any catalogue are; a smaller one is read whole.
    /// </summary>
    private const int NightlySample = 5_000;

    /// <summary>Mismatches named in the alert; one is bad enough, a hundred say no more than ten.</summary>
    private const int MaxMismatches = 10;

    /// <summary>Longer than any run, so that no second node begins what the first still does.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(70);

    /// <summary>A slot that failed is tried again after this.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _clock = clock;

    /// <inheritdoc />
    protected override TimeSpan Limit => TimeSpan.FromMinutes(60);

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        await AtAsync(FullSync, FullSyncAt, token => jobs.EnqueueAsync(SyncJobKind.FullSync, null, null, null, token), cancellationToken);
        await AtAsync(Reconcile, ReconcileAt, ReconcileAsync, cancellationToken);
        await AtAsync(Retention, RetentionAt, RetainAsync, cancellationToken);
        await AtAsync(LedgerCheck, LedgerCheckAt, CheckLedgerAsync, cancellationToken);
    }

    private async Task AtAsync(string schedule, TimeOnly time, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var slot = DailySlot.Latest(_clock.GetUtcNow(), time, options.CurrentValue.Zone);
        if (await slots.BeginAsync(schedule, slot, cancellationToken) || !await slots.TryTakeAsync(schedule, slot, Lease, cancellationToken))
        {
            return;
        }
        try
        {
            await work(cancellationToken);
            await slots.CompleteAsync(schedule, slot, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogError(LogEvents.TaskFailed, e, "The nightly {Schedule} failed; tried again in {Minutes} minutes.", schedule, Again.TotalMinutes);
            await slots.ReleaseAsync(schedule, _clock.GetUtcNow() + Again, cancellationToken);
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in (await channels.ListAsync(null, cancellationToken)).Where(c => c.State == ChannelState.Active))
        {
            await jobs.EnqueueAsync(SyncJobKind.Reconcile, channel.Id, null, JobRules.Payload(NightlySample), cancellationToken);
        }
    }

    private async Task RetainAsync(CancellationToken cancellationToken)
    {
        var removed = await retention.RunAsync(cancellationToken);
        log.LogInformation("Retention removed {Count} rows.", removed);
    }

    private async Task CheckLedgerAsync(CancellationToken cancellationToken)
    {
        var found = await ledger.RunAsync(MaxMismatches, cancellationToken);
        var names = string.Join(", ", found.Select(m => string.Create(
            CultureInfo.InvariantCulture, $"{m.Sku} (on hand {m.OnHand}, movements {m.MovementsOnHand}; reserved {m.Reserved}, holds {m.OpenReserved})")));
        await alerts.RecordAsync(
            [new AlertFinding(AlertKind.LedgerCheckFailed, "ledger", $"Levels and movements disagree: {names}.", null, null, found.Count > 0)],
            cancellationToken);
    }
}
