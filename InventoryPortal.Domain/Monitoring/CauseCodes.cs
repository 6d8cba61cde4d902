namespace InventoryPortal.Domain.Monitoring;

/// <summary>
/// Names of causes. They are kept in tables, named in the log as the events' names, and part of the HTTP contract: never change one.
/// </summary>
public static class CauseCodes
{
    // A channel, as it answers calls.
    public const string ChannelSignIn = "channel.signIn";
    public const string ChannelHost = "channel.hostUnknown";
    public const string ChannelUnreachable = "channel.unreachable";
    public const string ChannelTls = "channel.tls";
    public const string ChannelAddress = "channel.addressRefused";
    public const string ChannelTimeOut = "channel.timeOut";
    public const string ChannelBroke = "channel.connectionBroke";
    public const string ChannelTooLarge = "channel.answerTooLarge";
    public const string ChannelThrottled = "channel.throttled";
    public const string ChannelFails = "channel.fails";
    public const string ChannelRedirects = "channel.redirects";
    public const string ChannelNotJson = "channel.notJson";
    public const string ChannelMalformed = "channel.malformed";
    public const string ChannelSettings = "channel.settings";
    public const string ChannelClosed = "channel.closed";
    public const string ChannelSilent = "channel.silent";

    // What a channel says of one listing.
    public const string ListingUnknown = "listing.unknown";
    public const string ListingAtParent = "listing.atParent";
    public const string ListingUntracked = "listing.untracked";
    public const string ListingQuantity = "listing.quantity";
    public const string ListingNotOurs = "listing.notOurs";
    public const string ListingOverwritten = "listing.overwritten";
    public const string ListingRefused = "listing.refused";

    // What channels tell.
    public const string WebhookForged = "webhook.forged";
    public const string WebhookDisabled = "webhook.disabled";
    public const string WebhookClock = "webhook.clock";
    public const string WebhookNotStored = "webhook.notStored";
    public const string EventMalformed = "event.malformed";
    public const string EventFailed = "event.failed";

    // The database.
    public const string DatabaseBusy = "database.busy";
    public const string DatabaseDeadlock = "database.deadlock";
    public const string DatabaseFull = "database.full";
    public const string DatabaseReadOnly = "database.readOnly";
    public const string DatabaseDamaged = "database.damaged";
    public const string DatabaseUnreachable = "database.unreachable";
    public const string DatabaseSignIn = "database.signIn";
    public const string DatabaseSchema = "database.schema";
    public const string DatabaseRaced = "database.raced";

    // The machine.
    public const string DiskFull = "disk.full";
    public const string MemoryFull = "memory.full";
    public const string Network = "network.failed";
    public const string TimeOut = "timeOut";

    // Keys.
    public const string CredentialUnreadable = "credential.unreadable";
    public const string DestinationUnreadable = "destination.unreadable";
    public const string KeysLost = "keys.lost";

    // Alerts that cannot be told.
    public const string MailNoServer = "mail.noServer";
    public const string MailUnreachable = "mail.unreachable";
    public const string MailSignIn = "mail.signIn";
    public const string MailRefused = "mail.refused";
    public const string HookGone = "hook.gone";
    public const string HookFails = "hook.fails";

    // The portal's own work.
    public const string TaskFailed = "task.failed";
    public const string TaskCutOff = "task.cutOff";
    public const string JobFailed = "job.failed";
    public const string JobTooLong = "job.tooLong";
    public const string LaneFailed = "lane.failed";
    public const string RequestFailed = "request.failed";
    public const string PageFailed = "page.failed";
    public const string EntraUnreachable = "entra.unreachable";
    public const string LabFailed = "lab.failed";
    public const string PortalDown = "portal.down";

    // The log itself.
    public const string LogOverflow = "log.overflow";
    public const string TooMany = "log.tooMany";

    /// <summary>What the catalogue does not know; type and place follow.</summary>
    public const string Unknown = "unknown";
}
