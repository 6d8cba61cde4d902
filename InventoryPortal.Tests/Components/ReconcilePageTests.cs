using Bunit;
using InventoryPortal.Components.Pages.Mapping;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>What a comparison found, how sure that is, and what a person does about it.</summary>
public sealed class ReconcilePageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_difference_is_listed_marked_and_resolved_by_hand()
    {
        await using var host = await WorldAsync(Role.Operator);
        var page = host.Open<ReconcilePage>("/reconcile?channel=north");
        Assert.Equal(
            ["Title of 2 10 8 seen once, read again to be certain", "Title of 1 10 7 certain"],
            page.FindAll("tbody tr").Select(r => $"{r.Children[1].FirstChild!.TextContent.Trim()} {string.Join(' ', r.Children.Skip(2).Take(3).Select(c => c.TextContent.Trim()))}"));
        Assert.Single(page.FindAll("tbody input[type=checkbox]"));
        await Form.PressAsync(page, "Overwrite with ours");
        host.Hears("Mark the listings first.");

        await page.InvokeAsync(() => page.Find("thead input[type=checkbox]").Change(true));
        await Form.PressAsync(page, "Overwrite with ours");
        await Form.PressAsync(host.Dialog<ConfirmDialog>(), "Overwrite with ours");
        host.Hears("1 resolved, 0 left");
        ComponentHost.Eventually(page, () => Assert.Single(page.FindAll("tbody tr")));
        var row = await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Listings.SingleAsync(l => l.ExternalId == "1", token), Stop);
        Assert.Equal((false, 7), (row.IsDrifted, row.Confirmed));
        Assert.NotNull(row.DueAt);
        Assert.Contains("overwritten with ours", host.Open<ReconcilePage>("/reconcile?channel=north&show=all").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_says_how_much_may_be_wrong_at_most()
    {
        await using var host = await WorldAsync(Role.Viewer);
        Assert.Contains("Not compared yet.", host.Open<ReconcilePage>("/reconcile").Markup, StringComparison.Ordinal);
        await host.Get<PortalDatabase>().WriteAsync(
            async (db, token) => db.SyncJobs.Add(new SyncJobRow
            {
                Kind = SyncJobKind.Reconcile, ChannelId = await db.Channels.Select(c => c.Id).SingleAsync(token), Status = JobStatus.Completed, CreatedBy = "test",
                Payload = """{"sample":400,"result":{"listings":400,"linked":84000,"drifted":0,"overwritten":0,"adopted":0,"waiting":0,"wrongAtMost":0.0074616}}""",
            }),
            Stop);
        var page = host.Open<ReconcilePage>("/reconcile");
        Assert.Equal("400 of 84,000 linked listings compared: 0 differ, 0 written again, 0 adopted, 0 not certain yet.", page.Find("[data-figure=latest]").TextContent);
        Assert.Equal("Chosen by chance: at most 0.8 % of 84,000 listings are wrong (95 % confidence).", page.Find("[data-figure=bound]").TextContent);
        Assert.Empty(page.FindAll(".toolbar button, tbody input"));
    }

    /// <summary>Two listings that show less than they should: one certain, one seen once.</summary>
    private static async Task<ComponentHost> WorldAsync(Role role)
    {
        var host = await ComponentHost.StartAsync(role);
        await host.ChannelAsync("north");
        await host.ProductAsync("MUG-1", onHand: 10);
        await host.ProductAsync("MUG-2", onHand: 10);
        await host.ListingsAsync("north", ["MUG-1", "MUG-2"]);
        await host.Get<PortalDatabase>().WriteAsync(
            async (db, token) =>
            {
                var now = TimeProvider.System.GetUtcNow();
                foreach (var row in await db.Listings.OrderBy(l => l.Id).ToListAsync(token))
                {
                    (row.Confirmed, row.ConfirmedRevision, row.DueAt, row.IsDrifted) = (10, row.DesiredRevision, null, row.ExternalId == "1");
                    (row.Observed, row.ObservedAt) = (row.ExternalId == "1" ? 7 : 8, now);
                    db.Discrepancies.Add(new DiscrepancyRow
                    {
                        ListingId = row.Id, ChannelId = row.ChannelId, Expected = 10, Observed = row.Observed.Value, FirstSeenAt = now,
                        ConfirmedAt = row.ExternalId == "1" ? now : null,
                    });
                }
            },
            Stop);
        return host;
    }
}
