using Bunit;
using InventoryPortal.Components.Pages.Sync;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>The monitor's list of calls: narrowed by words, and still while somebody reads it.</summary>
public sealed class SyncListTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Calls_are_narrowed_by_words_in_the_address()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await WriteAsync(host, async db =>
        {
            var channel = await db.Channels.SingleAsync(Stop);
            db.SyncAttempts.AddRange(
                Attempt(channel, Now, applied: 1), Attempt(channel, Now, rejected: 1), Attempt(channel, Now, status: 503), Attempt(channel, Now, status: null),
                Attempt(channel, Now.AddHours(-3), status: 503));
        });
        var page = host.Open<SyncPage>("/sync?show=trouble");
        Shows(page, 4);
        foreach (var (query, rows) in new[] { ("code:5xx", 2), ("code:5xx since:1h", 1), ("code:none", 1), ("verdict:rejected channel:north", 1), ("channel:south", 0), ("until:1h", 1) })
        {
            host.Navigation.NavigateTo(new SyncFilter(SyncView.Attempts, query).ToUri());
            Shows(page, rows);
        }
    }

    [Fact]
    public async Task A_filter_is_typed_and_what_it_does_not_understand_is_said_and_nothing_shown()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await WriteAsync(host, async db => db.SyncAttempts.Add(Attempt(await db.Channels.SingleAsync(Stop), Now, applied: 1)));
        var page = host.Open<SyncPage>("/sync");
        Shows(page, 1);
        await AskAsync(page, "verdict:maybe");
        ComponentHost.Eventually(page, () => Assert.Contains("applied, rejected, retried, unknown", page.Find("#query-faults").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("tbody tr"));
        Assert.Equal("/sync?q=verdict:maybe", Uri.UnescapeDataString(new Uri(host.Navigation.Uri).PathAndQuery));
        await AskAsync(page, "verdict:applied");
        Shows(page, 1);
        Assert.Empty(page.FindAll("#query-faults p"));
    }

    [Fact]
    public async Task New_calls_wait_while_somebody_is_in_the_list_and_come_when_asked_for()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await AddCallAsync(host);
        var page = host.Open<SyncPage>("/sync");
        var list = page.FindComponent<AttemptsPanel>();
        await page.InvokeAsync(() => list.Instance.Hold(true));
        await AddCallAsync(host);
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        ComponentHost.Eventually(page, () => Assert.Equal("1 new", page.Find(".waiting-rows button").TextContent));
        Shows(page, 1);
        await Form.PressAsync(page, "1 new");
        Shows(page, 2);
        Assert.Empty(page.FindAll(".waiting-rows button"));

        await AddCallAsync(host);
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        ComponentHost.Eventually(page, () => Assert.Equal("1 new", page.Find(".waiting-rows button").TextContent));
        await page.InvokeAsync(() => list.Instance.Hold(false));
        Shows(page, 3);
    }

    [Fact]
    public async Task A_view_that_is_paused_stands_still_says_what_waits_and_goes_on_with_all_of_it()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        await AddCallAsync(host);
        var page = host.Open<SyncPage>("/sync");
        await Form.PressAsync(page, "Pause the view");
        await AddCallAsync(host);
        await host.ChannelAsync("south");
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        ComponentHost.Eventually(page, () => Assert.EndsWith("1 waiting", page.Find("[data-live=paused]").TextContent.Trim(), StringComparison.Ordinal));
        Shows(page, 1);
        Assert.Single(page.FindAll(".lane"));
        await Form.PressAsync(page, "Go on");
        Shows(page, 2);
        ComponentHost.Eventually(page, () => Assert.Equal(2, page.FindAll(".lane").Count));
        Assert.Equal("Live", page.Find("[data-live=live]").TextContent.Trim());
    }

    [Fact]
    public async Task A_hidden_tab_reads_nothing_and_all_of_it_when_it_is_seen_again()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        var page = host.Open<SyncPage>("/sync");
        var chip = page.FindComponent<LiveChip>();
        await page.InvokeAsync(() => chip.Instance.Hide(true));
        Assert.StartsWith("Paused since", page.Find("[data-live=paused]").TextContent.Trim(), StringComparison.Ordinal);
        await AddCallAsync(host);
        host.Get<PortalFeed>().Publish(LiveBatch.Lost);
        await page.InvokeAsync(() => chip.Instance.Hide(false));
        Shows(page, 1);
        Assert.Single(page.FindAll("[data-live=live]"));
    }

    private static SyncAttemptRow Attempt(ChannelRow channel, DateTimeOffset at, int? status = 200, int applied = 0, int rejected = 0) => new()
    {
        ChannelId = channel.Id, Route = "products/batch", Items = applied + rejected, StartedAt = at, DurationMs = 5, Status = status, Applied = applied, Rejected = rejected,
    };

    private static void Shows(Bunit.IRenderedComponent<SyncPage> page, int rows) =>
        ComponentHost.Eventually(page, () => Assert.Equal(rows, page.FindAll("tbody tr").Count));

    private static async Task AskAsync(Bunit.IRenderedComponent<SyncPage> page, string query)
    {
        await page.InvokeAsync(() => page.Find("form.query input").Change(query));
        await page.InvokeAsync(() => page.Find("form.query").Submit());
    }

    private static Task AddCallAsync(ComponentHost host) =>
        WriteAsync(host, async db => db.SyncAttempts.Add(Attempt(await db.Channels.OrderBy(c => c.Id).FirstAsync(Stop), Now, applied: 1)));

    private static Task WriteAsync(ComponentHost host, Func<PortalDbContext, Task> write) =>
        host.Get<PortalDatabase>().WriteAsync((db, _) => write(db), Stop);
}
