using System.Collections.Frozen;
using static InventoryPortal.Domain.Monitoring.CausePlace;
using static InventoryPortal.Domain.Monitoring.ErrorSeverity;

namespace InventoryPortal.Domain.Monitoring;

/// <summary>
/// Everything that is known to go wrong, the more particular before the more general. What a sentence means is asked from the top, so
/// the order is part of the meaning. Numbers are SQLite's result codes, SQL Server's error numbers and the socket's errors.
/// </summary>
public static class CauseCatalogue
{
    private const string Sqlite = "Microsoft.Data.Sqlite.SqliteException";
    private const string SqlServer = "Microsoft.Data.SqlClient.SqlException";

    private static readonly CauseEntry[] Channels =
    [
        Says(CauseCodes.ChannelClosed, Error, @"frozen until|\(HTTP 402\)|\(HTTP 423\)"),
        Says(CauseCodes.ChannelSignIn, Critical,
            @"\(HTTP 40[13]\)|answered (HTTP )?401\b|refuse[sd]? (our|its|their|the) (credential|signature|access)|(their|its) credential|does not take our token|does not let us do this|denies access|enter (them|it|one)( again)?\.|enter them again|sessionkey"),
        Says(CauseCodes.ChannelHost, Error, "host name is not known"),
        Says(CauseCodes.ChannelUnreachable, Error, "did not accept a connection"),
        Says(CauseCodes.ChannelTls, Error, "could not be secured"),
        Says(CauseCodes.ChannelAddress, Error, "private or reserved network|plain http is taken only"),
        Says(CauseCodes.ChannelTimeOut, Warning, "no whole answer within|did not answer (in time|within)|took too long|took longer than"),
        Says(CauseCodes.ChannelBroke, Warning, "connection broke"),
        Says(CauseCodes.ChannelTooLarge, Error, "answer is larger than"),
        Says(CauseCodes.ChannelThrottled, Warning,
            @"answered (HTTP )?429\b|\(HTTP 429\)|limit on calls|bucket of points|budget (for|of)|asks to wait|takes no call yet|all that the channel allows"),
        Says(CauseCodes.ChannelFails, Warning, @"answered (HTTP )?5\d\d\b|failed inside|asks for another try"),
        Says(CauseCodes.ChannelRedirects, Error, "redirects"),
    ];

    private static readonly CauseEntry[] Listings =
    [
        Says(CauseCodes.ListingUnknown, Error, @"^not_found:|does not know this item|knows no listing|no such (item|product)|invalid_id\b|id_invalid", FailedWork),
        Says(CauseCodes.ListingAtParent, Error, "^managed_by_parent:|kept at its parent", FailedWork),
        Says(CauseCodes.ListingUntracked, Error, "keeps no quantity|not stocked at|does not keep a quantity", FailedWork),
        Says(CauseCodes.ListingNotOurs, Error, "from its own warehouses|works this quantity out itself|who ships this listing|is on sale on .* alone", FailedWork),
        Says(CauseCodes.ListingOverwritten, Error, "was given .* (shows|does not show)|shows another number than expected", FailedWork),
        Says(CauseCodes.ListingQuantity, Error, @"invalid_(stock_)?quantity|quantity.*(range|negative|too (large|high|low)|exceed|at most|greater than|less than)|invalid_param.*(stock|quantity)|out of range", FailedWork),
        Says(CauseCodes.ChannelNotJson, Error, "answer.*not JSON|something else may be answering|answered HTTP [23]\\d\\d"),
        Says(CauseCodes.ChannelMalformed, Error,
            "answer.*(not a|another|no sense|without|holds no|cannot be read|not one to|no whole|usable|does not)|gave no|listed an?|without an? (id|sku)|(list|report|feed|catalogue).*(end|line|column|more than)|result (at|says|is)|bulk operation"),
        Says(CauseCodes.ChannelSettings, Error, @"has no valid|no shop answers at this address|answered (HTTP )?404\b|is missing\.|has no (client|consumer|app)"),
        new(CauseCodes.ListingRefused, Error, FailedWork) { IsPerChannel = true, LastResortOf = GivenUp.Listing },
        new(CauseCodes.ChannelSilent, Warning, Channel) { IsPerChannel = true, IsDecidedByEvent = true },
    ];

    private static readonly CauseEntry[] Events =
    [
        new(CauseCodes.WebhookForged, Warning, Channel) { IsPerChannel = true, IsDecidedByEvent = true },
        new(CauseCodes.WebhookDisabled, Error, Channel) { IsPerChannel = true, IsDecidedByEvent = true },
        new(CauseCodes.WebhookClock, Warning, Channel) { IsPerChannel = true, IsDecidedByEvent = true },
        new(CauseCodes.WebhookNotStored, Error, Machine),
        new(CauseCodes.EventMalformed, Error, Inbox) { IsPerChannel = true, LastResortOf = GivenUp.Event },
        new(CauseCodes.EventFailed, Error, Inbox),
    ];

    private static readonly CauseEntry[] Databases =
    [
        Of(CauseCodes.DatabaseDeadlock, Warning, new FaultMatch(SqlServer, 1205)),
        Of(CauseCodes.DatabaseBusy, Warning, new("InventoryPortal.Persistence.Providers.DatabaseBusyException"), new(Sqlite, 5, 6), new(SqlServer, -2, 1222, 3960)),
        Of(CauseCodes.DatabaseFull, Critical, new(Sqlite, 13), new(SqlServer, 1105, 9002)),
        Of(CauseCodes.DatabaseReadOnly, Critical, new(Sqlite, 8), new(SqlServer, 3906)),
        Of(CauseCodes.DatabaseDamaged, Critical, new(Sqlite, 10, 11, 26), new(SqlServer, 823, 824, 825)),
        Of(CauseCodes.DatabaseSignIn, Critical, new FaultMatch(SqlServer, 18452, 18456)),
        Of(CauseCodes.DatabaseUnreachable, Critical, new(Sqlite, 14), new(SqlServer, -1, 2, 53, 121, 233, 4060, 10053, 10054, 10060, 10061, 40197, 40501, 40613)),
        Of(CauseCodes.DatabaseSchema, Critical, new(Sqlite, 1), new(SqlServer, 207, 208)),
        Of(CauseCodes.DatabaseRaced, Warning, new("Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException"), new(Sqlite, 19), new(SqlServer, 2601, 2627)),
    ];

    // ENOSPC, and ERROR_DISK_FULL as an HRESULT.
    private static readonly CauseEntry[] Machines =
    [
        Of(CauseCodes.DiskFull, Critical, new FaultMatch("System.IO.IOException", 28, unchecked((int)0x80070070))),
        Of(CauseCodes.MemoryFull, Critical, new FaultMatch("System.OutOfMemoryException")),
        Of(CauseCodes.KeysLost, Critical, new("System.Security.Cryptography.CryptographicException"), new("Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException")),
        Of(CauseCodes.Network, Warning, new("System.Net.Sockets.SocketException"), new("System.Net.Http.HttpRequestException"), new("System.Security.Authentication.AuthenticationException")),
        Of(CauseCodes.TimeOut, Warning, new("System.TimeoutException"), new("System.Threading.Tasks.TaskCanceledException"), new("System.OperationCanceledException")),
        new(CauseCodes.CredentialUnreadable, Critical, Channel) { IsPerChannel = true, IsDecidedByEvent = true },
        new(CauseCodes.DestinationUnreadable, Error, Destinations) { IsDecidedByEvent = true, Speaker = CauseSpeaker.Sender, Says = "cannot be (decrypted|read)" },
    ];

    private static readonly CauseEntry[] Senders =
    [
        Sends(CauseCodes.MailNoServer, "no mail server"),
        Sends(CauseCodes.MailSignIn, "refused smtp:user|does not offer starttls"),
        Sends(CauseCodes.MailUnreachable, "mail server (did not|could not)|connection to the mail server"),
        Sends(CauseCodes.MailRefused, "mail server (does not take|says)"),
        Sends(CauseCodes.HookGone, "not there any more|does not let us in|redirects are not followed|destination is gone"),
        new(CauseCodes.HookFails, Error, Destinations) { LastResortOf = GivenUp.Delivery },
    ];

    private static readonly CauseEntry[] Works =
    [
        new(CauseCodes.TaskCutOff, Warning, Errors) { IsDecidedByEvent = true },
        new(CauseCodes.TaskFailed, Error, Errors) { Sources = ["Coravel"] },
        new(CauseCodes.JobTooLong, Error, Jobs) { Speaker = CauseSpeaker.Channel, Says = "ran for longer than|not heard of in time" },
        new(CauseCodes.JobFailed, Error, Jobs) { LastResortOf = GivenUp.Job },
        new(CauseCodes.LaneFailed, Error, Errors),
        new(CauseCodes.RequestFailed, Error, Errors) { Sources = ["InventoryPortal.Api", "Microsoft.AspNetCore.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.SignalR"] },
        new(CauseCodes.PageFailed, Error, Errors) { Sources = ["InventoryPortal.Components", "Microsoft.AspNetCore.Components"] },
        new(CauseCodes.EntraUnreachable, Error, Machine) { IsDecidedByEvent = true },
        new(CauseCodes.LabFailed, Warning, Errors) { Sources = ["InventoryPortal.Lab"] },
        new(CauseCodes.PortalDown, Warning, Machine) { IsDecidedByEvent = true },
        new(CauseCodes.LogOverflow, Warning, Errors) { IsDecidedByEvent = true },
        new(CauseCodes.TooMany, Warning, Errors) { IsDecidedByEvent = true },
        new(CauseCodes.Unknown, Error, Errors),
    ];

    /// <summary>Every entry, in the order in which they are asked.</summary>
    public static IReadOnlyList<CauseEntry> Entries { get; } = [.. Channels, .. Listings, .. Events, .. Databases, .. Machines, .. Senders, .. Works];

    private static readonly FrozenDictionary<string, CauseEntry> ByCode = Entries.ToFrozenDictionary(e => e.Code, StringComparer.Ordinal);

    /// <summary>The entry of a code; that of what is not known for any other.</summary>
    public static CauseEntry Of(string code) => ByCode.GetValueOrDefault(code) ?? ByCode[CauseCodes.Unknown];

    /// <summary>The entry of a code, or null.</summary>
    public static CauseEntry? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    private static CauseEntry Says(string code, ErrorSeverity severity, string says, CausePlace place = Channel) =>
        new(code, severity, place) { IsPerChannel = true, Speaker = CauseSpeaker.Channel, Says = says };

    private static CauseEntry Sends(string code, string says) => new(code, Error, Destinations) { Speaker = CauseSpeaker.Sender, Says = says };

    private static CauseEntry Of(string code, ErrorSeverity severity, params FaultMatch[] faults) => new(code, severity, Machine) { Faults = faults };
}
