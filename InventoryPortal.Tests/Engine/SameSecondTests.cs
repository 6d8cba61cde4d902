using InventoryPortal.Domain.Stock;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Engine;

public sealed class SameSecondTests
{
    [Fact]
    public async Task An_order_edited_to_and_fro_within_one_second_ends_at_its_last_state()
    {
        await using var world = await EngineWorld.StartAsync("MUG");
        await world.MoveAsync("MUG", MovementKind.Count, 40);
        await world.ShowsAsync("MUG", north: 30, south: 10);
        var order = world.North.PlaceOrder((world.ExternalIds["MUG"], 4));
        var four = world.North.OrderJson(order);
        var six = four.Replace("\"quantity\":4", "\"quantity\":6", StringComparison.Ordinal).Replace("\"value\":\"4\"", "\"value\":\"6\"", StringComparison.Ordinal);
        foreach (var body in new[] { four, six, four })
        {
            await SignedWebhook.SendAsync(world.Host, "north", "order.updated", body, EngineWorld.Secret);
        }
        await world.HandledAsync();
        await world.ShowsAsync("MUG", north: 27, south: 9);
        Assert.Equal(36, (await world.ProductAsync("MUG")).OnHand);
    }
}
