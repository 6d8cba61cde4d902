using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Persistence;

/// <summary>
/// Events of the log by which the catalogue of causes knows what they mean. An event's name is a code of
/// <see cref="CauseCodes"/>; its message may be worded anew without making another cause of it. What pages, API
/// and Lab say is known by who says it.
/// </summary>
public static class LogEvents
{
    /// <summary>Begins the names of events that say that work was given up; the sort of work follows.</summary>
    public const string GivenUpPrefix = "givenUp.";

    // What was given up. Their messages carry the places {Reason} and, where one is concerned, {Channel}.
    public static readonly EventId ListingGivenUp = new(1001, GivenUpPrefix + nameof(GivenUp.Listing));
    public static readonly EventId EventGivenUp = new(1002, GivenUpPrefix + nameof(GivenUp.Event));
    public static readonly EventId JobGivenUp = new(1003, GivenUpPrefix + nameof(GivenUp.Job));
    public static readonly EventId DeliveryGivenUp = new(1004, GivenUpPrefix + nameof(GivenUp.Delivery));

    // Reads and keys.
    public static readonly EventId CredentialUnreadable = new(1101, CauseCodes.CredentialUnreadable);
    public static readonly EventId DestinationUnreadable = new(1102, CauseCodes.DestinationUnreadable);
    public static readonly EventId EntraUnreachable = new(1103, CauseCodes.EntraUnreachable);

    // Loops and work that stumbled.
    public static readonly EventId EventFailed = new(1201, CauseCodes.EventFailed);
    public static readonly EventId LaneFailed = new(1202, CauseCodes.LaneFailed);
    public static readonly EventId JobFailed = new(1203, CauseCodes.JobFailed);
    public static readonly EventId TaskFailed = new(1204, CauseCodes.TaskFailed);
    public static readonly EventId TaskCutOff = new(1205, CauseCodes.TaskCutOff);
}
