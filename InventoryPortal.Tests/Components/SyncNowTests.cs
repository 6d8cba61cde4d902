using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>One product is synced from its page.</summary>
public sealed class SyncNowTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sync_of_a_product_becomes_a_job_that_the_page_follows_to_its_end()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG", onHand: 8);
        await host.StartNewsAsync();
        var page = Open(host);
        await Form.PressAsync(page, "Sync now");
        ComponentHost.Eventually(page, () => Assert.Equal("Job 1", page.Find(".sync-now a").TextContent));
        var job = Assert.Single((await host.Get<JobQueries>().ListAsync(new JobSelection(), new PageRequest(1, 10), Stop)).Items);
        Assert.Equal((SyncJobKind.ProductSync, "MUG", "person@example.test"), (job.Kind, job.Sku, job.CreatedBy));
        Assert.True(page.FindAll("button").First(b => b.TextContent.Trim() == "Sync now").HasAttribute("disabled"));

        await host.Get<JobStore>().CancelAsync(CommandContext.System, job.Id, Stop);

        ComponentHost.Eventually(page, () => Assert.Equal("Cancelled", page.Find(".sync-now .chip").TextContent.Trim()));
        Assert.False(page.FindAll("button").First(b => b.TextContent.Trim() == "Sync now").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_Viewer_is_not_offered_it()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ProductAsync("MUG");
        Assert.DoesNotContain(Open(host).FindAll("button"), b => b.TextContent.Trim() == "Sync now");
    }

    [Fact]
    public async Task A_right_that_was_lost_meanwhile_is_told_and_no_job_is_made()
    {
        await using var host = await ComponentHost.StartAsync(Role.Operator);
        await host.ProductAsync("MUG");
        var page = Open(host);
        await host.SignInAsync("viewer@example.test", Role.Viewer);
        await Form.PressAsync(page, "Sync now");
        host.Hears("You are not allowed to do this.");
        Assert.Equal(0, (await host.Get<JobQueries>().ListAsync(new JobSelection(), new PageRequest(1, 10), Stop)).Total);
    }

    private static IRenderedComponent<ProductPage> Open(ComponentHost host) => host.Open<ProductPage>("/products/MUG", p => p.Add(x => x.Sku, "MUG"));
}
