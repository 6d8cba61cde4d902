using System.Diagnostics;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Runs when nothing else does: other portals of this process listen to the same meters.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class TelemetryCostCollection;

[Collection<TelemetryCostCollection>]
public sealed class TelemetryCostTests
{
    private const int Times = 10_000;

    private static readonly InboundEventRow Event = new() { EventKey = "k", Topic = "order.updated", Body = [], HeadersJson = """{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}""" };

    private static readonly PushCall Call = new("batch", []);

    private static readonly Dictionary<long, ClaimedListing> Open = [];

    [Fact]
    public void Nothing_is_allocated_and_hardly_any_time_is_spent_while_nobody_listens()
    {
        Measure(1);
        var since = Stopwatch.GetTimestamp();
        var allocated = Measure(Times);
        var each = Stopwatch.GetElapsedTime(since) / Times;

        Assert.Equal(0, allocated);
        Assert.True(each < TimeSpan.FromMicroseconds(20), $"One sale's worth took {each.TotalNanoseconds:0} ns.");
    }

    // What one sale passes on its way.
    private static long Measure(int times)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
        {
            _ = TraceMark.Current;
            IntakeTelemetry.Answered("north", Acceptance.Stored, TimeSpan.Zero);
            using var work = IntakeTelemetry.Handle(Event, null);
            IntakeTelemetry.Told("north", 0, default);
            LedgerTelemetry.End(LedgerTelemetry.Begin([]), committed: true);
            _ = DispatchTelemetry.Marks(Call, Open);
            DispatchTelemetry.Called("north", "batch", 200, TimeSpan.Zero);
            DispatchTelemetry.Confirmed("north", [], default);
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
