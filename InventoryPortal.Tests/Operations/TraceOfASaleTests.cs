using System.Diagnostics;
using InventoryPortal.Access;
using InventoryPortal.Lab;
using InventoryPortal.Tests.Lab;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>One trace follows a sale from the store's webhook through the tables to every channel.</summary>
public sealed class TraceOfASaleTests
{
    /// <summary>Most shoppers sent: a unit less of a random product leaves both shares alone about once in four.</summary>
    private const int Shoppers = 10;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sale_at_one_store_is_one_trace_to_both()
    {
        var spans = new RecordedSpans();
        await using var world = new LabWorld { Services = spans.AddTo };
        await world.InitializeAsync();
        List<Activity> sale = [];

        // One unit less does not change both shares each time: shoppers come until it does.
        for (var tries = 0; tries < Shoppers && Stores(sale).Count < 2; tries++)
        {
            Assert.Null(await world.Get<LabDesk>().SellAsync(Caller.System, "outlet", Stop));
            await world.QuietAsync(Stop);
            await world.SettledAsync(Stop);
            sale = SaleOf(spans);
        }
        Assert.True(Stores(sale).Count == 2, Told(spans.Ended));

        var door = Assert.Single(sale, s => s.Kind == ActivityKind.Server);
        Assert.Equal(default, door.ParentSpanId);
        Assert.Equal("POST /webhooks/{channelKey}", door.DisplayName);
        var work = Assert.Single(sale, s => s.OperationName == "inbox work");
        Assert.Equal(door.SpanId, work.ParentSpanId);
        Assert.Equal("outlet", work.GetTagItem("channel"));
        var commit = Assert.Single(sale, s => s.OperationName == "ledger commit");
        Assert.Equal(work.SpanId, commit.ParentSpanId);
        var calls = sale.Where(s => s.OperationName == "channel call").ToList();
        Assert.All(calls, c => Assert.Equal(commit.SpanId, c.ParentSpanId));
        Assert.Equal(["main-street", "outlet"], Stores(sale).Order());
        Assert.All(calls, c => Assert.True(c.StartTimeUtc >= door.StartTimeUtc));
    }

    // Of the traces of this store's webhooks, the one that went furthest; other portals of this process are recorded as well.
    private static List<Activity> SaleOf(RecordedSpans spans) => spans.Ended.GroupBy(s => s.TraceId)
        .Where(t => t.Any(s => s.Kind == ActivityKind.Server) && t.Any(s => s.OperationName == "inbox work" && s.GetTagItem("channel") is "outlet"))
        .Select(t => t.ToList()).MaxBy(t => Stores(t).Count) ?? [];

    private static HashSet<object?> Stores(IEnumerable<Activity> trace) => [.. trace.Where(s => s.OperationName == "channel call").Select(s => s.GetTagItem("channel"))];

    private static string Told(IEnumerable<Activity> spans) => string.Join(Environment.NewLine, spans.Where(s => !s.DisplayName.Contains("/lab/", StringComparison.Ordinal)).TakeLast(20).Select(s => $"{s.TraceId} {s.ParentSpanId} {s.SpanId} {s.DisplayName} {s.GetTagItem("channel")} {s.GetTagItem("event.topic")}"));
}
