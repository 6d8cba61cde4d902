using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Who gives something up says so in the log, in the way from which its cause is told.</summary>
public sealed class GivenUpTests : OperationsBench
{
    private ErrorLog? _log;

    private ErrorLog Log => _log ??= new ErrorLog(Clock);

    [Fact]
    public async Task Listings_that_a_channel_does_not_take_are_told_with_their_reasons()
    {
        var channel = await ChannelAsync("north");
        foreach (var id in (string[])["A", "B", "C"])
        {
            await AddAsync(new ListingRow
            {
                ChannelId = channel.Id, ExternalId = id, ProductId = (await ProductAsync(id, 5)).Id, LinkState = LinkState.Linked, Desired = 5, DesiredRevision = 1, DesiredAt = Noon, DueAt = Noon,
            });
        }
        var claims = await new ClaimStore(Portal, Clock).ClaimAsync(channel.Id, new ChannelTraits(10, 10, 1, TimeSpan.FromSeconds(10), false, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)), Stop);
        var connection = new ChannelConnection(channel.Id, channel.Key, channel.Kind, new Dictionary<string, string>(), new Dictionary<string, string>());
        var outcomes = claims.Select(c => new Outcome(c, c.ExternalId == "B" ? new PushVerdict.Applied(c.Value) : new PushVerdict.Rejected("25002", "Too many.")));
        var givenUp = await new VerdictStore(Portal, Signals, Clock, new Random(1)).RecordAsync(connection, "x", [.. outcomes], null, wholeCallFailed: false, Stop);
        Assert.Equal(["25002: Too many.", "25002: Too many."], givenUp);
    }

    [Fact]
    public async Task A_job_that_ran_too_long_too_often()
    {
        var channel = await ChannelAsync("north");
        await Jobs().EnqueueAsync(SyncJobKind.Import, channel.Id, null, null, Stop);
        var leases = new JobLeaseStore(Portal, Signals, Options.Create(JobSettings), Clock, Logger<JobLeaseStore>());
        await leases.EndAsync((await leases.ClaimAsync(Stop))!, new JobResult.Failed("The host name is not known."), 0, Stop);
        Assert.Equal("channel.hostUnknown:north", await CauseAsync());
    }

    [Fact]
    public async Task What_was_refused_to_whoever_asked_is_nobody_elses_error()
    {
        await Jobs().EnqueueAsync(SyncJobKind.FilePreview, null, null, null, Stop);
        var leases = new JobLeaseStore(Portal, Signals, Options.Create(JobSettings), Clock, Logger<JobLeaseStore>());
        Assert.True(await leases.EndAsync((await leases.ClaimAsync(Stop))!, new JobResult.Refused("The file is no text."), 0, Stop));
        Assert.False(Log.Entries.TryRead(out _));
    }

    [Fact]
    public async Task A_bug_is_told_by_its_type_and_the_place_where_it_was_met_and_not_by_whoever_waited_for_it()
    {
        try
        {
            await Portal.ReadAsync<int>(async (_, token) =>
            {
                await Task.CompletedTask.WaitAsync(token);
                throw new InvalidOperationException("Row 17 is not there.");
            }, Stop);
        }
        catch (InvalidOperationException e)
        {
            Logger<GivenUpTests>().LogError(e, "It stumbled over {Row}.", 17);
        }
        var cause = await CauseAsync();
        Assert.StartsWith("unknown:InvalidOperationException@Tests.Operations.GivenUpTests", cause, StringComparison.Ordinal);
        Assert.DoesNotContain("d__", cause, StringComparison.Ordinal);
    }

    private ILogger<T> Logger<T>()
    {
        using var factory = new LoggerFactory([Log]);
        return factory.CreateLogger<T>();
    }

    private async Task<string> CauseAsync()
    {
        await new ErrorLogWorker(Log, new ErrorCauseStore(Gate(), Portal, Signals, Clock), Clock, NullLogger<ErrorLogWorker>.Instance).WriteBatchAsync(Stop);
        return await Portal.ReadAsync((db, token) => db.ErrorCauses.Select(c => c.Key).SingleAsync(token), Stop);
    }
}
