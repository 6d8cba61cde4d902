using Bunit;
using InventoryPortal.Components.Layout;
using InventoryPortal.Domain.Values;
using InventoryPortal.Nodes;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>What people read while the nodes do not hear each other.</summary>
public sealed class NodesPanelTests
{
    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Admin)]
    public async Task Everybody_sees_what_is_missing_and_no_longer_than_it_is(Role role)
    {
        await using var host = await ComponentHost.StartAsync(role);
        var link = host.Get<NodeLink>();
        link.Begin();
        var banner = host.Browser.Render<NodesPanel>();
        Assert.Empty(banner.FindAll("[data-nodes]"));

        link.FullSince = TimeProvider.System.GetUtcNow();
        ComponentHost.Eventually(banner, () => Assert.Contains("Redis is full.", banner.Find("[data-nodes=Full]").TextContent, StringComparison.Ordinal));
        link.FullSince = null;
        ComponentHost.Eventually(banner, () => Assert.Empty(banner.FindAll("[data-nodes]")));

        // Nothing is rendered while the silence grows, so no render can be waited for.
        await Merchant.UntilAsync(() => Task.FromResult(link.FallsApart()), "the silence to count as an outage");
        ComponentHost.Eventually(banner, () => Assert.Contains("is away.", banner.Find("[role=status] [data-nodes=Apart]").TextContent, StringComparison.Ordinal));
        link.Echoed(1);
        ComponentHost.Eventually(banner, () => Assert.Empty(banner.FindAll("[data-nodes]")));
    }
}
