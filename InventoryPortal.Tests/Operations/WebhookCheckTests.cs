using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Tests.Engine;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class WebhookCheckTests
{
    private readonly ShiftedClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_that_the_store_switched_off_is_on_again_and_on_record()
    {
        await using var world = await EngineWorld.StartAsync(_clock);
        world.Host.Services.GetRequiredService<IOptions<PortalOptions>>().Value.PublicUrl = "https://portal.example.test";
        await CheckAsync(world);
        Assert.NotEmpty(world.North.Hooks);
        Assert.All(world.North.Hooks, h => Assert.Equal("https://portal.example.test/webhooks/north", h.DeliveryUrl));
        Assert.Empty(await IncidentsAsync(world));

        world.North.Hooks[0].Status = "disabled";
        _clock.Shift(WebhookCheckTask.Every + TimeSpan.FromMinutes(1));
        await CheckAsync(world);

        Assert.All(world.North.Hooks, h => Assert.Equal("active", h.Status));
        Assert.Equal([AlertState.Resolved], await IncidentsAsync(world));
    }

    [Fact]
    public async Task A_check_that_is_asked_for_soon_after_one_is_made_at_the_next_look()
    {
        await using var world = await EngineWorld.StartAsync(_clock);
        world.Host.Services.GetRequiredService<IOptions<PortalOptions>>().Value.PublicUrl = "https://portal.example.test";
        await CheckAsync(world);
        await Merchant.UntilAsync(async () => await UncheckedAsync(world) == 0, "both stores to be asked");

        // As a channel that fell silent has it asked for.
        world.North.Hooks[0].Status = "disabled";
        await world.Database.WriteAsync((db, token) => db.Channels.ExecuteUpdateAsync(s => s.SetProperty(c => c.WebhooksCheckedAt, (DateTimeOffset?)null), token), Stop);
        _clock.Shift(TimeSpan.FromSeconds(5));
        await CheckAsync(world);

        // By this look or, should it have been quicker, by the portal's own.
        await Merchant.UntilAsync(() => Task.FromResult(world.North.Hooks[0].Status == "active"), "the webhook to be on again");
    }

    [Fact]
    public async Task Webhooks_that_the_key_may_not_have_are_told_of_and_stop_no_channel()
    {
        await using var world = await EngineWorld.StartAsync(_clock);
        world.North.Faults.Next("GET webhooks", new FakeWooFault.Answer(401, """{"code":"woocommerce_rest_cannot_view","message":"Sorry, you cannot list resources.","data":{"status":401}}"""));
        world.Host.Services.GetRequiredService<IOptions<PortalOptions>>().Value.PublicUrl = "https://portal.example.test";
        await CheckAsync(world);
        await Merchant.UntilAsync(async () => await IncidentsAsync(world) is [AlertState.Open], "the missing right to be told of");
        Assert.All(await world.Database.ReadAsync((db, token) => db.Channels.Select(c => c.State).ToListAsync(token), Stop), s => Assert.Equal(ChannelState.Active, s));
        _clock.Shift(WebhookCheckTask.Every + TimeSpan.FromMinutes(1));
        await CheckAsync(world);
        await Merchant.UntilAsync(async () => await IncidentsAsync(world) is [AlertState.Resolved], "the webhooks to be in order");
    }

    [Fact]
    public async Task Without_a_public_address_no_store_is_asked()
    {
        await using var world = await EngineWorld.StartAsync(_clock);
        await CheckAsync(world);
        Assert.Empty(world.North.Hooks);
    }

    private static Task CheckAsync(EngineWorld world) => world.Host.Services.GetRequiredService<WebhookCheckTask>().Invoke();

    private static Task<int> UncheckedAsync(EngineWorld world) =>
        world.Database.ReadAsync((db, token) => db.Channels.CountAsync(c => c.WebhooksCheckedAt == null, token), Stop);

    private static Task<List<AlertState>> IncidentsAsync(EngineWorld world) =>
        world.Database.ReadAsync((db, token) => db.Alerts.Where(a => a.Kind == AlertKind.WebhookDisabled).Select(a => a.State).ToListAsync(token), Stop);
}
