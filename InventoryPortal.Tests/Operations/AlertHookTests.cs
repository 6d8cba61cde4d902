using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Custom;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class AlertHookTests
{
    private readonly ConcurrentQueue<Dictionary<string, string>> _headers = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_is_signed_after_Standard_Webhooks_and_says_what_happened()
    {
        await using var bench = await OpenAsync(DestinationKind.Webhook);
        await bench.RaiseAsync(AlertKind.ErrorSpike, "errors", "51 errors came within 15 minutes.");
        await bench.RunAsync();
        await bench.RunAsync();

        var (method, target, body) = Assert.Single(bench.Hook.Requests);
        Assert.Equal(("POST", "/alerts/T0/secret"), (method, target));
        Assert.Null(StandardWebhooks.Fault([StandardWebhooks.KeyOf(DeliveryBench.Key)!], Assert.Single(_headers), Encoding.UTF8.GetBytes(body), bench.Clock.GetUtcNow()));
        var alert = JsonDocument.Parse(body).RootElement.GetProperty("data").GetProperty("alerts")[0];
        Assert.Equal(
            ("opened", "errorSpike", "warning", "open", "https://portal.example.test/errors"),
            (Word(alert, "occasion"), Word(alert, "kind"), Word(alert, "severity"), Word(alert, "state"), Word(alert, "url")));
    }

    [Fact]
    public async Task A_repeat_carries_the_same_id_so_that_the_other_side_can_tell()
    {
        await using var bench = await OpenAsync(DestinationKind.Webhook);
        var answer = bench.Hook.Answer;
        bench.Hook.Answer = Recording((http, _) => AnsweringServer.WriteAsync(http, 500, "no"));
        await bench.RaiseAsync(AlertKind.ErrorSpike, "errors");
        await bench.RunAsync();
        bench.Hook.Answer = answer;
        await bench.AdvanceAsync(DeliveryRetry.First);
        Assert.Equal(2, _headers.Count);
        Assert.Single(_headers.Select(h => h["webhook-id"]).Distinct());
        Assert.Equal(DeliveryState.Sent, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task One_that_asks_to_wait_is_waited_for()
    {
        await using var bench = await OpenAsync(DestinationKind.Webhook);
        var answer = bench.Hook.Answer;
        bench.Hook.Answer = (http, _) =>
        {
            http.Response.Headers.RetryAfter = "1800";
            return AnsweringServer.WriteAsync(http, 429, "slow down");
        };
        await bench.RaiseAsync(AlertKind.ErrorSpike, "errors");
        await bench.RunAsync();
        bench.Hook.Answer = answer;
        await bench.AdvanceAsync(TimeSpan.FromMinutes(29));
        Assert.Single(bench.Hook.Requests);
        await bench.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, bench.Hook.Requests.Count);
    }

    [Theory]
    [InlineData(410)]
    [InlineData(404)]
    public async Task One_that_is_gone_is_shown_as_broken_and_well_again_when_it_takes_a_message(int status)
    {
        await using var bench = await OpenAsync(DestinationKind.Webhook);
        var answer = bench.Hook.Answer;
        bench.Hook.Answer = (http, _) => AnsweringServer.WriteAsync(http, status, "gone");
        await bench.RaiseAsync(AlertKind.ErrorSpike, "errors");
        await bench.RunAsync();
        Assert.Equal(DeliveryState.Dead, Assert.Single(await bench.DeliveriesAsync()).State);
        Assert.Contains($"{status}", (await bench.Get<DestinationQueries>().ListAsync(scope: null, Stop))[0].BrokenReason, StringComparison.Ordinal);

        bench.Hook.Answer = answer;
        await bench.RaiseAsync(AlertKind.LowStock, "MUG");
        await bench.RunAsync();
        Assert.Null((await bench.Get<DestinationQueries>().ListAsync(scope: null, Stop))[0].BrokenReason);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_and_one_that_answers_without_end_is_not_read_to_it()
    {
        await using var bench = await OpenAsync(DestinationKind.Webhook);
        var reached = new TaskCompletionSource();
        bench.Hook.Answer = async (http, _) =>
        {
            reached.TrySetResult();
            await UntilGoneAsync(http);
        };
        await bench.RaiseAsync(AlertKind.ErrorSpike, "errors");
        var round = bench.RunAsync();
        await reached.Task;
        bench.Clock.Advance(HookSender.Limit);
        await round;
        Assert.Equal("No whole answer within 10 seconds.", Assert.Single(await bench.DeliveriesAsync()).LastError);

        // What says 200 has taken it, however long it goes on talking.
        bench.Hook.Answer = async (http, _) =>
        {
            http.Response.StatusCode = 200;
            var chunk = new byte[64 * 1024];
            for (var i = 0; i < 1000 && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await http.Response.Body.WriteAsync(chunk, CancellationToken.None);
            }
        };
        await bench.AdvanceAsync(DeliveryRetry.First);
        Assert.Equal(DeliveryState.Sent, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task Slack_gets_blocks_with_its_own_characters_made_safe()
    {
        await using var bench = await OpenAsync(DestinationKind.Slack);
        await bench.RaiseAsync(AlertKind.ErrorSpike, "errors", "<!channel> & more.");
        await bench.RunAsync();
        var body = JsonDocument.Parse(Assert.Single(bench.Hook.Requests).Body).RootElement;
        Assert.StartsWith("[InventoryPortal] Many errors", Word(body, "text"), StringComparison.Ordinal);
        var section = body.GetProperty("blocks")[0];
        Assert.Equal("section", Word(section, "type"));
        Assert.Contains("&lt;!channel&gt; &amp; more.", Word(section.GetProperty("text"), "text"), StringComparison.Ordinal);
        Assert.Contains("<https://portal.example.test/errors|", Word(section.GetProperty("text"), "text"), StringComparison.Ordinal);
        Assert.DoesNotContain(_headers, h => h.ContainsKey("webhook-signature"));
    }

    [Fact]
    public async Task Teams_gets_an_adaptive_card_with_a_button_to_the_view()
    {
        await using var bench = await OpenAsync(DestinationKind.Teams);
        await bench.RaiseAsync(AlertKind.ErrorSpike, "errors", "51 errors came.");
        await bench.RunAsync();
        var attachment = JsonDocument.Parse(Assert.Single(bench.Hook.Requests).Body).RootElement.GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", Word(attachment, "contentType"));
        var card = attachment.GetProperty("content");
        Assert.Equal("51 errors came.", Word(card.GetProperty("body")[1], "text"));
        Assert.Equal(("Action.OpenUrl", "https://portal.example.test/errors"), (Word(card.GetProperty("actions")[0], "type"), Word(card.GetProperty("actions")[0], "url")));
    }

    [Fact]
    public async Task An_address_that_came_to_lie_in_a_private_network_is_not_connected_to()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var destination = await bench.HookToAsync();

        // As a name that changed its address after the form was checked.
        var secret = bench.Get<DestinationSecrets>().Protect(new HookSecret(new Uri("https://10.1.2.3/hook"), DeliveryBench.Key));
        await bench.Portal.WriteAsync(
            async (db, token) => (await db.AlertDestinations.FindAsync([destination.Id], token))!.ProtectedSecret = secret, Stop);
        await bench.RaiseAsync(AlertKind.ErrorSpike, "errors");
        await bench.RunAsync();
        var dead = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal(DeliveryState.Dead, dead.State);
        Assert.Contains("Outbound:AllowedNetworks", dead.LastError, StringComparison.Ordinal);
    }

    private async Task<DeliveryBench> OpenAsync(DestinationKind kind)
    {
        var bench = await DeliveryBench.StartAsync();
        bench.Hook.Answer = Recording(bench.Hook.Answer);
        await bench.HookToAsync(kind);
        return bench;
    }

    private Func<HttpContext, string, Task> Recording(Func<HttpContext, string, Task> answer) => (http, body) =>
    {
        _headers.Enqueue(http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()));
        return answer(http, body);
    };

    private static async Task UntilGoneAsync(HttpContext http)
    {
        var gone = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(() => gone.TrySetResult());
        await gone.Task;
    }

    private static string? Word(JsonElement element, string name) => element.GetProperty(name).GetString();
}
