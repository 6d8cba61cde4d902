using System.Net;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Meters are the process's: what other portals of it do meanwhile would stand on the page too.</summary>
[Collection<TelemetryCostCollection>]
public sealed class MetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_stages_did_is_on_the_page_of_metrics()
    {
        await using var stores = await TwoStores.StartAsync(TimeSpan.Zero);
        await using var host = PortalHost.Start();
        using var merchant = new Merchant(host.Address, PortalHost.ApiKey);
        await stores.FillAsync(merchant, units: 40);
        var order = stores.North.PlaceOrder((stores.Ids["SKU-007"], 4));
        Assert.Equal(HttpStatusCode.OK, await TwoStores.DeliverAsync(host, "north", stores.North, order));
        await stores.South.WaitForStockAsync(stores.Ids["SKU-007"], 9, Stop);
        await stores.ShowThePlanAsync(merchant, "SKU-007");
        await merchant.PostAsync("stock/movements", new { sku = "SKU-008", kind = "sale", quantity = 45, allowOversell = true });

        using var client = host.Api();
        var text = "";
        await Merchant.UntilAsync(
            async () => (text = await client.GetStringAsync("metrics", Stop)).Contains("inventoryportal_dispatch_due{", StringComparison.Ordinal), "the figures of the lanes to be read");
        foreach (var figure in new[]
        {
            """inventoryportal_intake_ack_duration_seconds_count{otel_scope_name="InventoryPortal.Intake",channel="north",outcome="Stored"}""",
            "inventoryportal_intake_lag_seconds_count", "inventoryportal_ledger_movements_total", "inventoryportal_ledger_oversells_total",
            "inventoryportal_ledger_commit_duration_seconds_count", "inventoryportal_dispatch_calls_total", "inventoryportal_dispatch_call_duration_seconds_count",
            "inventoryportal_dispatch_lag_seconds_count", "inventoryportal_dispatch_circuit", "inventoryportal_dispatch_due", "inventoryportal_dispatch_oldest_seconds",
            "verdict=\"Applied\"", "http_server_request_duration", "dotnet_process_cpu_time",
        })
        {
            Assert.Contains(figure, text, StringComparison.Ordinal);
        }
        Assert.True(text.Length < 200_000, $"The page has {text.Length} characters.");
        foreach (var secret in new[] { PortalHost.ApiKey, Merchant.WebhookSecret, stores.North.ConsumerSecret, stores.North.ConsumerKey })
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Metrics_are_for_an_administrators_key_alone()
    {
        await using var host = PortalHost.Start();
        var made = await host.Services.GetRequiredService<ApiKeyStore>().CreateAsync(CommandContext.System, new NewApiKey("viewer", Role.Viewer), Stop);
        var viewer = Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(made).Value.Key;

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(host, null));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(host, viewer));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(host, PortalHost.ApiKey));
    }

    [Fact]
    public async Task Beside_the_portal_no_key_is_needed_where_the_settings_say_so_but_through_a_proxy_it_is()
    {
        await using var host = PortalHost.Start(new Dictionary<string, string?> { ["Telemetry:Metrics"] = "Loopback" });

        Assert.Equal(HttpStatusCode.OK, await GetAsync(host, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(host, null, "X-Forwarded-For"));
    }

    [Fact]
    public async Task Switched_off_there_is_no_such_page()
    {
        await using var host = PortalHost.Start(new Dictionary<string, string?> { ["Telemetry:Metrics"] = "Off" });

        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(host, PortalHost.ApiKey));
    }

    private static async Task<HttpStatusCode> GetAsync(PortalHost host, string? key, string? header = null)
    {
        using var client = host.Api(key);
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        if (header is not null)
        {
            request.Headers.Add(header, "203.0.113.9");
        }
        using var answer = await client.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}
