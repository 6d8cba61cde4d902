using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class RetentionTests : OperationsBench
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly AdapterSet Adapters = TestAdapters.All();

    [Fact]
    public void Remembered_answers_outlive_the_week_that_the_contract_promises() =>
        Assert.True(RetentionBounds.IdempotencyKeys >= TimeSpan.FromDays(7));

    [Fact]
    public async Task What_is_a_second_too_old_goes_and_the_rest_stays()
    {
        foreach (var age in new[] { Second, -Second })
        {
            await AddAsync(new IdempotencyRow { Scope = $"s{age}", BodyHash = "h", Answer = "{}", CreatedAt = Noon - RetentionBounds.IdempotencyKeys - age });
            await AddAsync(new ErrorLogRow { Type = "t", Message = "m", Severity = "error", At = Noon - RetentionBounds.Errors - age });
            await AddAsync(Job(JobStatus.Completed, Noon - RetentionBounds.Jobs - age));
            await AddAsync(Alert(AlertState.Resolved, Noon - RetentionBounds.Alerts - age, null));
        }

        await Sweep().RunAsync(Stop);

        Assert.Equal(1, await Portal.ReadAsync((db, token) => db.IdempotencyKeys.CountAsync(token), Stop));
        Assert.Equal(1, await Portal.ReadAsync((db, token) => db.Errors.CountAsync(token), Stop));
        Assert.Equal(1, await Portal.ReadAsync((db, token) => db.SyncJobs.CountAsync(token), Stop));
        Assert.Equal(1, await Portal.ReadAsync((db, token) => db.Alerts.CountAsync(token), Stop));
    }

    [Fact]
    public async Task A_cause_keeps_its_count_when_its_errors_are_gone_and_a_critical_one_waits_for_a_person()
    {
        ErrorCauseRow Cause(string key, DateTimeOffset lastAt, string severity = "error", DateTimeOffset? resolvedAt = null) => new()
        {
            Key = key, Severity = severity, Count = 7, FirstAt = lastAt, LastAt = lastAt, State = resolvedAt is null ? CauseState.Open : CauseState.Resolved, ResolvedAt = resolvedAt,
        };
        var (errors, causes) = (Noon - RetentionBounds.Errors - Second, Noon - RetentionBounds.Causes - Second);
        await AddAsync(new ErrorLogRow { Type = "t", Message = "m", Severity = "error", At = errors, Cause = "kept" });
        await AddAsync(Cause("kept", errors));
        await AddAsync(Cause("old", causes));
        await AddAsync(Cause("old and grave", causes, "critical"));
        await AddAsync(Cause("old and seen to", causes, "critical", causes));
        await AddAsync(Cause("seen to of late", causes, "critical", Noon));

        await Sweep().RunAsync(Stop);

        Assert.Equal(0, await Portal.ReadAsync((db, token) => db.Errors.CountAsync(token), Stop));
        var left = await Portal.ReadAsync((db, token) => db.ErrorCauses.OrderBy(c => c.Key).Select(c => c.Key).ToListAsync(token), Stop);
        Assert.Equal(["kept", "old and grave", "seen to of late"], left);
    }

    [Fact]
    public async Task An_import_goes_with_its_lines_and_its_file_goes_before_it()
    {
        foreach (var (id, age) in new[] { (7L, Second), (8L, -Second) })
        {
            await AddAsync(new ImportRow { Id = id, FileName = "f", FileId = $"f{id}", ActorId = "a", ActorName = "a", CreatedAt = Noon - RetentionBounds.Imports - age });
            await AddAsync(new ImportLineRow { Id = ImportLineRow.IdOf(id, 0), Subject = "s" });
            await AddAsync(new ImportLineRow { Id = ImportLineRow.IdOf(id + 1, 0) - 1, Subject = "s" });
            await AddAsync(new ImportFilePartRow { FileId = $"f{id}", Content = [1], At = Noon - RetentionBounds.ImportFiles - age });
        }

        await Sweep().RunAsync(Stop);

        Assert.Equal([8L], await Portal.ReadAsync((db, token) => db.Imports.Select(i => i.Id).ToListAsync(token), Stop));
        Assert.Equal(
            [ImportLineRow.IdOf(8, 0), ImportLineRow.IdOf(9, 0) - 1], await Portal.ReadAsync((db, token) => db.ImportLines.OrderBy(l => l.Id).Select(l => l.Id).ToListAsync(token), Stop));
        Assert.Equal(["f8"], await Portal.ReadAsync((db, token) => db.ImportFileParts.Select(p => p.FileId).ToListAsync(token), Stop));
    }

    [Fact]
    public async Task What_waits_for_a_person_never_goes()
    {
        var channel = await ChannelAsync("shop");
        await AddAsync(Job(JobStatus.Failed, Noon.AddYears(-5)));
        await AddAsync(Alert(AlertState.Open, null, "open"));
        await AddAsync(Event(channel.Id, "dead", InboundStatus.Dead));

        Assert.Equal(0, await Sweep().RunAsync(Stop));
    }

    [Fact]
    public async Task A_handled_event_loses_its_body_and_stays_known_as_a_duplicate()
    {
        var channel = await ChannelAsync("shop");
        await AddAsync(Event(channel.Id, "done", InboundStatus.Done));

        Assert.Equal(1, await Sweep().RunAsync(Stop));

        var row = await Portal.ReadAsync((db, token) => db.InboundEvents.SingleAsync(token), Stop);
        Assert.Empty(row.Body);
        Assert.Equal("done", row.EventKey);
    }

    [Fact]
    public async Task Events_that_orders_are_put_together_from_stay_for_two_years()
    {
        var site = await ChannelAsync("site");
        await Portal.WriteAsync((db, token) => db.Channels.ExecuteUpdateAsync(s => s.SetProperty(c => c.Kind, ChannelKind.Custom), token), Stop);
        await AddAsync(Event(site.Id, "young", InboundStatus.Done, Noon - RetentionBounds.OrderHistory + Second, "order-1"));
        await AddAsync(Event(site.Id, "old", InboundStatus.Done, Noon - RetentionBounds.OrderHistory - Second, "order-1"));
        await AddAsync(Event(site.Id, "of no order", InboundStatus.Done, Noon - RetentionBounds.Events - Second));

        await Sweep().RunAsync(Stop);

        var row = await Portal.ReadAsync((db, token) => db.InboundEvents.SingleAsync(token), Stop);
        Assert.Equal("young", row.EventKey);
        Assert.NotEmpty(row.Body);
    }

    [Fact]
    public async Task A_backlog_of_several_chunks_goes_in_one_night()
    {
        await Portal.WriteAsync(
            (db, _) =>
            {
                db.Errors.AddRange(Enumerable.Range(0, (RetentionBounds.Chunk * 2) + 1)
                    .Select(_ => new ErrorLogRow { Type = "t", Message = "m", Severity = "error", At = Noon.AddYears(-1) }));
                return Task.CompletedTask;
            },
            Stop);

        Assert.Equal((RetentionBounds.Chunk * 2) + 1, await Sweep().RunAsync(Stop));
    }

    private static SyncJobRow Job(JobStatus status, DateTimeOffset completedAt) => new()
    {
        Kind = SyncJobKind.FullSync, Status = status, CompletedAt = completedAt, CreatedBy = "system", CreatedAt = completedAt, ScheduledFor = completedAt,
    };

    private static AlertRow Alert(AlertState state, DateTimeOffset? resolvedAt, string? openKey) => new()
    {
        Kind = AlertKind.Drift, State = state, ResolvedAt = resolvedAt, OpenKey = openKey, CauseKey = "c", Subject = "s", Message = "m",
        FirstAt = Noon.AddYears(-6), LastAt = Noon.AddYears(-6),
    };

    private static InboundEventRow Event(long channelId, string key, InboundStatus status, DateTimeOffset? at = null, string? subject = null) => new()
    {
        ChannelId = channelId, EventKey = key, Topic = "order.updated", Body = [1, 2, 3], Status = status, SubjectId = subject,
        ReceivedAt = at ?? Noon - RetentionBounds.EventBodies - Second,
    };

    private RetentionSweep Sweep(RetentionOptions? keep = null) => new(Portal, Adapters, new Watched<RetentionOptions>(keep ?? new RetentionOptions()), Clock);
}
