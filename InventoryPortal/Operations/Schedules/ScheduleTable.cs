using InventoryPortal.Domain.Schedules;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// The one table of what runs when. The scheduler, the runner, the page and the contract read it, so that none can tell another
/// story. Times of day are of the portal's zone.
/// </summary>
public static class ScheduleTable
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(60);

    public static readonly IReadOnlyList<ScheduleEntry> All =
    [
        ScheduleEntry.Of<BackupTask>(
            "backup", Cron.Read("30 1 * * *"), RunsOn.OneNode, "night", Long,
            "Copies the SQLite database into the folder of backups; a database server makes its own."),
        ScheduleEntry.Of<FullSyncTask>(
            "full-sync", Cron.Read("0 2 * * *"), RunsOn.OneNode, "night", Long,
            "Reads every channel's orders and sends every listing again, in case anything was missed."),
        ScheduleEntry.Of<ReconcileTask>(
            "reconcile", Cron.Read("30 2 * * *"), RunsOn.OneNode, "night", Long,
            "Compares what every channel shows with what it should show; of a large catalogue a sample."),
        ScheduleEntry.Of<RetentionTask>(
            "retention", Cron.Read("0 3 * * *"), RunsOn.OneNode, "night", Long,
            "Removes what is older than it has to be kept: calls, errors, ended jobs, resolved alerts."),
        ScheduleEntry.Of<LedgerCheckTask>(
            "ledger-check", Cron.Read("30 3 * * *"), RunsOn.OneNode, "night", Long,
            "Checks that the movements add up to the stock levels."),
        ScheduleEntry.Of<HealthTask>(
            "health", Cron.Read("0 * * * *"), RunsOn.OneNode, "watch", Short,
            "Looks at stock levels and credentials again, in case an alert was missed."),
        ScheduleEntry.Of<BufferTask>(
            "buffers", Cron.Read("0 * * * *"), RunsOn.OneNode, "watch", Short,
            "Sets the buffers that follow the measured risk of oversells."),
        ScheduleEntry.Of<SilenceTask>(
            "silence", Cron.Read("*/5 * * * *"), RunsOn.OneNode, "watch", Short,
            "Looks for channels that are silent or behind, errors that come too fast, and work that was given up."),
        ScheduleEntry.Of<DueWorkTask>(
            "due-work", Cron.Read("* * * * *"), RunsOn.EveryNode, "sweep", Short,
            "Wakes the loops for whatever is due, in case a signal was lost."),
        ScheduleEntry.Of<ReservationExpiryTask>(
            "reservation-expiry", Cron.Read("* * * * *"), RunsOn.EveryNode, "sweep", Short,
            "Gives back what lapsed reservations and unpaid orders hold."),
        ScheduleEntry.Of<SettingsTask>(
            "settings", Cron.Read("* * * * *"), RunsOn.EveryNode, "sweep", Short,
            "Takes over the settings that another process has changed."),
        ScheduleEntry.Of<RiskTask>(
            "risk", Cron.Read("* * * * *"), RunsOn.EveryNode, "watch", Short,
            "Reckons the risk of oversells for the pages of this process."),
        // Four looks a minute: a channel polled every minute is not found due a moment too late and left for another.
        ScheduleEntry.Of<OrderPollTask>(
            "order-poll", new Rhythm.Every(TimeSpan.FromSeconds(15)), RunsOn.OneNodeAChannel, "polls", Short,
            "Reads the orders of every channel whose own interval has passed."),
        // The look is one small read; a channel connected just now hears of our address within seconds.
        ScheduleEntry.Of<WebhookCheckTask>(
            "webhook-check", new Rhythm.Every(TimeSpan.FromSeconds(5)), RunsOn.OneNodeAChannel, "webhooks", Short,
            "Checks every hour, and soon after a connection, that each channel sends its events here."),
    ];

    private static readonly Dictionary<string, ScheduleEntry> ByName = All.ToDictionary(e => e.Name, StringComparer.Ordinal);

    private static readonly Dictionary<Type, ScheduleEntry> ByTask = All.ToDictionary(e => e.Task);

    /// <summary>Null for a name that is none.</summary>
    public static ScheduleEntry? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The line of a task; a task without one is a bug and throws.</summary>
    public static ScheduleEntry Of(Type task) => ByTask[task];
}
