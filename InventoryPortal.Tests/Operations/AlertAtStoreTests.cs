using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Reconciliation;
using InventoryPortal.Tests.Engine;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Alerts whose cause lies at a store, in a whole running portal: told once by mail and once by webhook, and once more at their end.</summary>
public sealed class AlertAtStoreTests : IAsyncLifetime
{
    private readonly ShiftedClock _clock = new();
    private readonly StrictSmtpServer _mail = new();
    private AnsweringServer? _hook;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hook = await AnsweringServer.StartAsync();
        _hook.Answer = (http, _) => AnsweringServer.WriteAsync(http, StatusCodes.Status200OK, "ok");
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_mail.Faults);
        await _mail.DisposeAsync();
        await _hook!.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_that_the_store_switched_off_is_mended_and_told_of()
    {
        await using var world = await StartAsync(AlertKind.WebhookDisabled);
        await CheckAsync(world);
        await Merchant.UntilAsync(() => Task.FromResult(world.North.Hooks.Count > 0), "the webhooks to be made");
        Assert.Empty(_mail.Accepted);

        world.North.Hooks[0].Status = "disabled";
        _clock.Shift(WebhookCheckTask.Every + TimeSpan.FromMinutes(1));
        await CheckAsync(world);
        await ToldAsync("opened", "resolved");
    }

    [Fact]
    public async Task Numbers_that_somebody_else_set()
    {
        await using var world = await StartAsync(AlertKind.Drift, "MUG");
        await world.MoveAsync("MUG", MovementKind.Count, 40);
        await world.ShowsAsync("MUG", north: 30, south: 10);
        world.North.SetStock(world.ExternalIds["MUG"], 25);
        await PassAsync(world);
        _clock.Shift(TimeSpan.FromSeconds(100));
        await PassAsync(world);
        await ToldAsync("opened");
        world.North.SetStock(world.ExternalIds["MUG"], 30);
        await PassAsync(world);
        await ToldAsync("opened", "resolved");
    }

    [Fact]
    public async Task A_credential_that_the_store_refuses()
    {
        await using var world = await StartAsync(AlertKind.CredentialRefused, "MUG");
        await world.MoveAsync("MUG", MovementKind.Count, 40);
        await world.ShowsAsync("MUG", north: 30, south: 10);
        var good = world.North.ConsumerSecret;
        world.North.ConsumerSecret = "cs_" + new string('x', 40);
        await world.MoveAsync("MUG", MovementKind.Restock, 40);
        await ToldAsync("opened");

        world.North.ConsumerSecret = good;
        var answer = await world.Host.Services.GetRequiredService<ChannelStore>().UpdateAsync(
            CommandContext.System, "north",
            new ChannelInput(Credentials: new Dictionary<string, string?> { ["consumerKey"] = world.North.ConsumerKey, ["consumerSecret"] = good }), null, Stop);
        Assert.IsType<CommandAnswer<ChannelView>.Done>(answer);
        await ToldAsync("opened", "resolved");
    }

    private async Task<EngineWorld> StartAsync(AlertKind kind, params string[] skus)
    {
        var world = await EngineWorld.StartAsync(
            _clock,
            new Dictionary<string, string?>
            {
                ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = $"{_mail.Port}", ["Smtp:From"] = "portal@example.test", ["Smtp:Security"] = "none", ["Portal:PublicUrl"] = "https://portal.example.test",
            },
            skus);
        var store = world.Host.Services.GetRequiredService<DestinationStore>();
        foreach (var input in new[]
        {
            new DestinationInput("ops", DestinationKind.Mail, "ops@example.test", Kinds: [kind]),
            new DestinationInput("hook", DestinationKind.Webhook, _hook!.Address.AbsoluteUri, DeliveryBench.Key, Kinds: [kind]),
        })
        {
            Assert.IsType<CommandAnswer<DestinationView>.Done>(await store.CreateAsync(CommandContext.System, input, Stop));
        }
        return world;
    }

    private async Task ToldAsync(params string[] occasions)
    {
        await Merchant.UntilAsync(
            () => Task.FromResult(Hooked().Count >= occasions.Length && _mail.Accepted.Count >= occasions.Length), $"the mail and the webhook of {string.Join(" and ", occasions)}");
        Assert.Equal(occasions, Hooked());
        Assert.Equal(occasions.Select(o => o == "resolved"), _mail.Accepted.Select(m => m.Subject!.Contains("Resolved: ", StringComparison.Ordinal)));
    }

    private List<string> Hooked()
    {
        lock (_hook!.Requests)
        {
            return
            [
                .. from request in _hook.Requests
                   from alert in JsonDocument.Parse(request.Body).RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray()
                   select alert.GetProperty("occasion").GetString()!,
            ];
        }
    }

    private static async Task PassAsync(EngineWorld world)
    {
        var id = await world.Database.ReadAsync((db, token) => db.Channels.Where(c => c.Key == "north").Select(c => c.Id).SingleAsync(token), Stop);
        await world.Host.Services.GetRequiredService<ReconcileRun>().RunAsync(id, DriftPolicy.Report, null, (_, _, _) => Task.CompletedTask, Stop);
    }

    private static Task CheckAsync(EngineWorld world) => world.Host.Services.GetRequiredService<WebhookCheckTask>().Invoke();
}
