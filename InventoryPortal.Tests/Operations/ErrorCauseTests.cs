using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class ErrorCauseTests : OperationsBench
{
    private const string Lane = "InventoryPortal.Dispatch.DispatchLane";

    private ErrorLog? _log;

    private ErrorLog Log => _log ??= new ErrorLog(Clock);

    private ErrorCauseStore Causes => new(Gate(), Portal, Signals, Clock);

    private CauseQueries Reads => new(Portal, Clock);

    [Fact]
    public async Task Errors_of_one_cause_are_one_row_that_keeps_its_count_and_the_log_event_names_it()
    {
        var worker = Worker();
        GiveUp("north", "The host name is not known.");
        GiveUp("north", "The host name is not known.");
        GiveUp("south", "The host name is not known.");
        await worker.WriteBatchAsync(Stop);
        Clock.Advance(TimeSpan.FromMinutes(5));
        GiveUp("north", "The host name is not known.");
        await worker.WriteBatchAsync(Stop);

        var north = Assert.Single(await CausesAsync(), c => c.Key == "channel.hostUnknown:north");
        Assert.Equal((3L, Noon, Noon.AddMinutes(5), "error", CauseState.Open), (north.Count, north.FirstAt, north.LastAt, north.Severity, north.State));
        Assert.Equal("The host name is not known.", north.LastMessage);
        var view = Assert.Single(await Reads.ListAsync(new CauseSelection(1), Stop), c => c.Channel == "north");
        Assert.Equal((3, 3L, "/channels/north", "The channel's host name is not known."), (view.Count, view.Total, view.Where, view.Title));
    }

    [Fact]
    public async Task A_flood_is_few_rows_and_every_error_of_it_is_counted()
    {
        var worker = Worker();
        for (var i = 0; i < 300; i++)
        {
            GiveUp("north", "The host name is not known.");
        }
        for (var i = 0; i < 4; i++)
        {
            await worker.WriteBatchAsync(Stop);
        }
        Assert.Equal(300, Assert.Single(await CausesAsync()).Count);
        var rows = await Portal.ReadAsync((db, token) => db.Errors.ToListAsync(token), Stop);
        Assert.Equal(ErrorFold.Singles + 1, rows.Count);
        Assert.Equal(300, Assert.Single(await new ErrorQueries(Portal, Clock).GroupedAsync(new ErrorSelection(1), Stop)).Count);
        Assert.Equal(0, await new ErrorQueries(Portal, Clock).CountSinceAsync(Noon, Stop));

        Clock.Advance(TimeSpan.FromMinutes(1));
        GiveUp("north", "The host name is not known.");
        await worker.WriteBatchAsync(Stop);
        Assert.Equal(ErrorFold.Singles + 2, await Portal.ReadAsync((db, token) => db.Errors.CountAsync(token), Stop));
    }

    [Fact]
    public async Task What_did_not_fit_is_counted_under_a_cause_of_its_own()
    {
        var worker = Worker();
        for (var i = 0; i < 1200; i++)
        {
            GiveUp("north", "The host name is not known.");
        }
        for (var i = 0; i < 11; i++)
        {
            await worker.WriteBatchAsync(Stop);
        }
        var causes = (await CausesAsync()).ToDictionary(c => c.Key, c => c.Count);
        Assert.Equal((1000L, 200L), (causes["channel.hostUnknown:north"], causes[CauseCodes.LogOverflow]));
    }

    [Fact]
    public async Task A_table_that_cannot_be_written_loses_no_count_and_says_so_on_the_console_alone()
    {
        var console = new Lines();
        await using (var broken = await Support.TestDatabase.OnSqliteAsync())
        {
            await broken.Portal.WriteAsync(async (db, token) => await db.Database.ExecuteSqlRawAsync("DROP TABLE ErrorCauses", token), Stop);
            GiveUp("north", "The host name is not known.");
            await new ErrorLogWorker(Log, new ErrorCauseStore(new CommandGate(broken.Portal, new SecondFactorRule(Options.Create(new AccessOptions())), Clock), broken.Portal, Signals, Clock), Clock, console).WriteBatchAsync(Stop);
        }
        Assert.Contains("1 errors could not be kept", Assert.Single(console.Said), StringComparison.Ordinal);
        Log.CreateLogger(typeof(ErrorLogWorker).FullName!).LogWarning("1 errors could not be kept");
        Assert.False(Log.Entries.TryRead(out _));

        await Worker().WriteBatchAsync(Stop);
        Assert.Equal((CauseCodes.LogOverflow, 1L), Assert.Single((await CausesAsync()).Select(c => (c.Key, c.Count))));
    }

    [Fact]
    public async Task A_resolved_cause_keeps_its_note_and_the_next_error_opens_it_again()
    {
        var worker = Worker();
        GiveUp("north", "The host name is not known.");
        await worker.WriteBatchAsync(Stop);
        Clock.Advance(TimeSpan.FromMinutes(1));
        const string Key = "channel.hostUnknown:north";
        Assert.Equal(CauseState.Resolved, Done(await Causes.ResolveAsync(CommandContext.System, Key, "new DNS", Stop)).State);
        Assert.Equal(CauseState.Resolved, Done(await Causes.ResolveAsync(CommandContext.System, Key, "again", Stop)).State);
        var activity = await Portal.ReadAsync((db, token) => db.Activity.Where(a => a.Action == Permissions.ErrorsResolve).OrderBy(a => a.Id).Select(a => a.After).FirstAsync(token), Stop);
        Assert.Contains("new DNS", activity, StringComparison.Ordinal);

        Clock.Advance(TimeSpan.FromMinutes(1));
        GiveUp("north", "The host name is not known.");
        await worker.WriteBatchAsync(Stop);
        var row = Assert.Single(await CausesAsync());
        Assert.Equal((CauseState.Open, 1, 2L, "new DNS", (DateTimeOffset?)null), (row.State, row.Reopened, row.Count, row.Note, row.ResolvedAt));
    }

    [Fact]
    public async Task An_error_that_was_under_way_when_its_cause_was_resolved_does_not_open_it()
    {
        var worker = Worker();
        GiveUp("north", "The host name is not known.");
        await worker.WriteBatchAsync(Stop);
        GiveUp("north", "The host name is not known.");
        await Causes.ResolveAsync(CommandContext.System, "channel.hostUnknown:north", null, Stop);
        await worker.WriteBatchAsync(Stop);
        Assert.Equal((CauseState.Resolved, 2L), Assert.Single((await CausesAsync()).Select(c => (c.State, c.Count))));
    }

    [Fact]
    public async Task A_critical_cause_has_one_alert_which_ends_when_the_cause_is_resolved()
    {
        await ChannelAsync("north");
        var worker = Worker();
        for (var i = 0; i < 3; i++)
        {
            Log.CreateLogger("InventoryPortal.Access.CredentialVault").LogError(LogEvents.CredentialUnreadable, "The credentials of channel {Channel} cannot be decrypted; enter them again.", "north");
            await worker.WriteBatchAsync(Stop);
        }
        var alert = Assert.Single(await Portal.ReadAsync((db, token) => db.Alerts.ToListAsync(token), Stop));
        Assert.Equal((AlertKind.CriticalError, "credential.unreadable:north", 3, AlertState.Open), (alert.Kind, alert.Subject, alert.Count, alert.State));
        Assert.NotNull(alert.ChannelId);
        Assert.StartsWith("A channel's credential cannot be decrypted. ", alert.Message, StringComparison.Ordinal);

        await Causes.ResolveAsync(CommandContext.System, "credential.unreadable:north", null, Stop);
        Assert.Equal(AlertState.Resolved, (await Portal.ReadAsync((db, token) => db.Alerts.SingleAsync(token), Stop)).State);
    }

    [Fact]
    public async Task Who_may_not_or_names_no_cause_is_refused()
    {
        Assert.Equal("not_found", Refused(await Causes.ResolveAsync(CommandContext.System, "channel.hostUnknown:north", null, Stop)).Code);
        Assert.Equal("not_found", Refused(await Causes.ResolveAsync(CommandContext.System, "nonsense", null, Stop)).Code);
        Assert.Equal("validation_failed", Refused(await Causes.ResolveAsync(CommandContext.System, "nonsense", new string('x', Lengths.Note + 1), Stop)).Code);
    }

    [Fact]
    public async Task More_causes_than_a_table_should_hold_are_one()
    {
        await Portal.WriteAsync(
            (db, _) =>
            {
                db.ErrorCauses.AddRange(Enumerable.Range(0, ErrorCauseStore.MaxCauses).Select(i => new ErrorCauseRow { Key = $"unknown:{i}", Severity = "warning", FirstAt = Noon, LastAt = Noon }));
                return Task.CompletedTask;
            },
            Stop);
        var worker = Worker();
        GiveUp("north", "The host name is not known.");
        await worker.WriteBatchAsync(Stop);
        Assert.Equal(1, (await CausesAsync()).Single(c => c.Key == CauseCodes.TooMany).Count);
    }

    private ErrorLogWorker Worker() => new(Log, Causes, Clock, NullLogger<ErrorLogWorker>.Instance);

    private void GiveUp(string channel, string reason) =>
        Log.CreateLogger(Lane).LogWarning(LogEvents.ListingGivenUp, "{Channel} does not take {Count} of its listings, which were given up: {Reason}", channel, 1, reason);

    private Task<List<ErrorCauseRow>> CausesAsync() => Portal.ReadAsync((db, token) => db.ErrorCauses.ToListAsync(token), Stop);

    private sealed class Lines : ILogger<ErrorLogWorker>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
