using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

public sealed class BridgeStartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_answers_late_is_no_Redis_that_is_away()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        var gate = new LateDatabase(database.Factory);
        var (link, clock) = (new NodeLink(TimeProvider.System), TimeProvider.System);
        var options = Options.Create(new NodeLinkOptions { Connection = "127.0.0.1:1" });
        await using var redis = new RedisConnection(options);
        using var bridge = new NodeBridgeWorker(
            redis, new RedisProbe(options, redis, clock), new InstallationStore(new PortalDatabase(gate), clock), new CommitSignals(), link, clock, NullLogger<NodeBridgeWorker>.Instance);

        await bridge.StartAsync(Stop);
        await gate.Asked.WaitAsync(TwoNodes.Patience, Stop);
        Assert.Equal(NodeLinkState.Alone, link.Standing.State);

        gate.Answer();
        await Merchant.UntilAsync(() => Task.FromResult(link.Standing.State != NodeLinkState.Alone), "the bridge to begin");
        await bridge.StopAsync(Stop);
    }

    private sealed class LateDatabase(IDbContextFactory<PortalDbContext> factory) : IDbContextFactory<PortalDbContext>
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Answer() => _answers.SetResult();

        public PortalDbContext CreateDbContext() => factory.CreateDbContext();

        public async Task<PortalDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await _answers.Task.WaitAsync(cancellationToken);
            return await factory.CreateDbContextAsync(cancellationToken);
        }
    }
}
