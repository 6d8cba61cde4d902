using System.Diagnostics;
using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Engine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Benchmarks;

public sealed class LedgerBenchmark(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sales_a_second_of_one_hot_sku_through_the_ledger(bool channelsPaused)
    {
        await using var world = await EngineWorld.StartAsync("HOT");
        await world.MoveAsync("HOT", MovementKind.Count, 1_000_000);
        await world.SettledAsync();
        if (channelsPaused)
        {
            await world.Database.WriteAsync(
                (db, token) => db.Channels.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, ChannelState.Paused), token), EngineWorld.Stop);
            world.Signals.Publish(CommitNote.Of(CommitTopics.Channels));
        }
        var stock = world.Host.Services.GetRequiredService<StockStore>();
        foreach (var clients in new[] { 1, 16, 64 })
        {
            var watch = Stopwatch.StartNew();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var done = 0;
            await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
            {
                while (watch.ElapsedMilliseconds < 3000)
                {
                    await stock.MoveAsync(CommandContext.System, new MovementCommand("HOT", MovementKind.Sale, 1), EngineWorld.Stop);
                    Interlocked.Increment(ref done);
                }
            })));
            var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            output.WriteLine($"{clients} clients: {done / watch.Elapsed.TotalSeconds:0} sales/s, {used.TotalMilliseconds / done:0.00} ms processor time each");
        }
    }
}
