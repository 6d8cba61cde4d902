using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Schedules;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Schedules;

namespace InventoryPortal.Components.Shared;

/// <summary>How a state looks: a tone of the style sheet and a word of the resource.</summary>
public sealed record StateLook(string Tone, string Word);

/// <summary>The one place that decides how a state looks.</summary>
public static class StateLooks
{
    private const string Ok = "ok";
    private const string Warn = "warn";
    private const string Bad = "bad";
    private const string Info = "info";
    private const string Off = "off";
    private const string Busy = "busy";

    public static readonly StateLook Unknown = new(Off, "StateUnknown");

    public static StateLook Of(StockStatus status) => new(
        status switch { StockStatus.Ok => Ok, StockStatus.Low => Warn, _ => Bad }, "Stock" + status);

    public static StateLook Of(ChannelState state) => new(
        state switch { ChannelState.Active => Ok, ChannelState.Paused => Off, _ => Bad }, "Channel" + state);

    /// <summary>Of a channel that works: whether it is only shown what it would be sent.</summary>
    public static StateLook Of(ChannelState state, bool shadow) => shadow && state == ChannelState.Active ? new(Info, "ChannelShadow") : Of(state);

    /// <summary>Of a listing whose channel may be in the shadow.</summary>
    public static StateLook Of(ListingSyncState state, bool shadow) => shadow && state == ListingSyncState.Paused ? new(Info, "ChannelShadow") : Of(state);

    public static StateLook Of(LinkState state) => new(
        state switch { LinkState.Linked => Ok, LinkState.Unlinked => Off, _ => Warn }, "Link" + state);

    public static StateLook Of(ListingSyncState state) => new(
        state switch
        {
            ListingSyncState.InSync => Ok,
            ListingSyncState.Pending => Info,
            ListingSyncState.InFlight => Busy,
            ListingSyncState.Failed => Bad,
            ListingSyncState.Paused or ListingSyncState.Unlinked => Off,
            _ => Warn,
        },
        "Listing" + state);

    public static StateLook Of(JobStatus status) => new(
        status switch
        {
            JobStatus.Completed => Ok,
            JobStatus.Processing => Busy,
            JobStatus.Pending => Info,
            JobStatus.Failed => Bad,
            _ => Off,
        },
        "Job" + status);

    public static StateLook Of(AlertState state) => new(
        state switch { AlertState.Open => Bad, AlertState.Acknowledged => Warn, _ => Ok }, "Alert" + state);

    public static StateLook Of(ScheduleState state) => new(
        state switch { ScheduleState.Running => Busy, ScheduleState.Asked => Info, ScheduleState.Paused => Warn, _ => Off }, "Schedule" + state);

    public static StateLook Of(RunOutcome outcome) => new(
        outcome switch { RunOutcome.Completed => Ok, RunOutcome.Failed => Bad, _ => Off }, "Run" + outcome);
    public static StateLook Of(ImportStage stage) => new(
        stage switch
        {
            ImportStage.Applied => Ok,
            ImportStage.Reading or ImportStage.Applying or ImportStage.Undoing => Busy,
            ImportStage.Ready => Info,
            ImportStage.NeedsColumns => Warn,
            ImportStage.Unreadable => Bad,
            _ => Off,
        },
        "Import" + stage);

    public static StateLook Of(ImportVerdict verdict) => new(
        verdict switch
        {
            ImportVerdict.New or ImportVerdict.Changed => Info,
            ImportVerdict.Applied => Ok,
            ImportVerdict.Rejected or ImportVerdict.Refused => Bad,
            ImportVerdict.Kept => Warn,
            _ => Off,
        },
        "Line" + verdict);

    /// <summary>By the inbox's own words.</summary>
    public static StateLook OfInbox(string status) => status switch
    {
        "pending" => new(Info, "InboxPending"),
        "done" => new(Ok, "InboxDone"),
        "dead" => new(Bad, "InboxDead"),
        "duplicate" => new(Off, "InboxDuplicate"),
        "rejected" => new(Warn, "InboxRejected"),
        _ => Unknown,
    };
}
