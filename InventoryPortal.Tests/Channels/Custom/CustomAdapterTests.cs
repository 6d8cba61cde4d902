using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Channels.Custom;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Custom;

public sealed class CustomAdapterTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly IChannelAdapter _adapter = TestAdapters.All().Get(ChannelKind.Custom)!;
    private AnsweringServer _site = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ChannelConnection Channel => Connect(_site.Address + "stock?shop=1");

    public async ValueTask InitializeAsync() => _site = await AnsweringServer.StartAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_push_names_each_item_and_its_absolute_quantity_and_is_signed()
    {
        var fault = "not called";
        _site.Answer = (http, body) =>
        {
            var headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
            fault = StandardWebhooks.Fault([StandardWebhooks.KeyOf(Secret)!], headers, Encoding.UTF8.GetBytes(body), TimeProvider.System.GetUtcNow());
            return AnsweringServer.WriteAsync(http, 200, """{"results":[{"externalId":"a","status":"applied"},{"externalId":"b","status":"rejected","code":"unknown_item"}]}""");
        };
        var verdicts = await PushAsync(("a", 5), ("b", 0));
        Assert.Null(fault);
        Assert.Equal(new PushVerdict.Applied(5), verdicts[0]);
        Assert.Equal("unknown_item", Assert.IsType<PushVerdict.Rejected>(verdicts[1]).Code);
        var (method, target, sent) = Assert.Single(_site.Requests);
        Assert.Equal(("POST", "/stock?shop=1"), (method, target));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"items":[{"externalId":"a","sku":"SKU-a","quantity":5},{"externalId":"b","sku":"SKU-b","quantity":0}]}"""), JsonNode.Parse(sent)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(500, 1)]
    [InlineData(501, 2)]
    public void Five_hundred_items_go_in_one_call(int items, int calls) =>
        Assert.Equal(calls, _adapter.Plan([.. Enumerable.Range(1, items).Select(i => new QuantityPush(i, $"{i}", 1, null, "k"))]).Count);

    [Theory]
    [InlineData(401, typeof(PushVerdict.Reauthorise))]
    [InlineData(403, typeof(PushVerdict.Reauthorise))]
    [InlineData(404, typeof(PushVerdict.RetryAt))]
    [InlineData(429, typeof(PushVerdict.RetryAt))]
    [InlineData(302, typeof(PushVerdict.RetryAt))]
    [InlineData(500, typeof(PushVerdict.Unknown))]
    [InlineData(204, typeof(PushVerdict.Unknown))]
    public async Task A_call_that_fails_as_a_whole_says_so_of_every_item(int status, Type verdict)
    {
        _site.Answer = (http, _) =>
        {
            http.Response.Headers.RetryAfter = "7";
            return AnsweringServer.WriteAsync(http, status, status == 204 ? "" : "{}");
        };
        Assert.All(await PushAsync(("a", 1), ("b", 2)), v => Assert.IsType(verdict, v));
    }

    [Fact]
    public async Task The_wait_asked_for_is_obeyed_to_the_second_and_a_passing_trouble_is_tried_again()
    {
        _site.Answer = (http, _) =>
        {
            http.Response.Headers.RetryAfter = "7";
            return AnsweringServer.WriteAsync(http, 429, "{}");
        };
        var retry = Assert.IsType<PushVerdict.RetryAt>((await PushAsync(("a", 1)))[0]);
        Assert.True(retry.Throttled);
        Assert.InRange(retry.NotBefore!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(7));
        _site.Answer = (http, _) => AnsweringServer.WriteAsync(http, 200, """{"results":[{"externalId":"a","status":"rejected","code":"try_again"}]}""");
        Assert.False(Assert.IsType<PushVerdict.RetryAt>((await PushAsync(("a", 1)))[0]).Throttled);
    }

    [Fact]
    public async Task Every_page_is_read_and_a_second_look_goes_to_the_page_that_it_needs()
    {
        ListOf(250);
        var (ids, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await _adapter.ReadCatalogueAsync(Channel, cursor, Stop);
            Assert.Null(page.Failure);
            ids.AddRange(page.Items.Select(i => i.ExternalId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(250, ids.Distinct().Count());
        _site.Requests.Clear();
        var reading = await _adapter.ReadStockAsync(Channel, ["i205", "i206"], Stop);
        Assert.Equal([205, 206], reading.Figures.Select(f => f.Quantity));
        Assert.Equal("/stock?shop=1&page=3&pageSize=100", Assert.Single(_site.Requests).Target);
        Assert.Equal(StockReadState.Missing, (await _adapter.ReadStockAsync(Channel, ["gone"], Stop)).Figures.Single().State);
    }

    [Fact]
    public async Task A_list_that_ends_early_or_never_is_no_list()
    {
        _site.Answer = (http, _) => AnsweringServer.WriteAsync(http, 200, """{"items":[{"externalId":"a","quantity":1}],"total":2}""");
        Assert.IsType<ReadFailure.Unusable>((await _adapter.ReadCatalogueAsync(Channel, null, Stop)).Failure);
        foreach (var cursor in (string[])["x", "0", "5001", "99999999999"])
        {
            Assert.IsType<ReadFailure.Unusable>((await _adapter.ReadCatalogueAsync(Channel, cursor, Stop)).Failure);
        }
        // Page 1, whatever is asked for.
        var page = string.Join(',', Enumerable.Range(1, 100).Select(i => $$"""{"externalId":"i{{i}}","quantity":{{i}}}"""));
        _site.Answer = (http, _) => AnsweringServer.WriteAsync(http, 200, $$"""{"items":[{{page}}]}""");
        _site.Requests.Clear();
        var reading = await _adapter.ReadStockAsync(Channel, ["gone", "i1"], Stop);
        Assert.Equal("i1", Assert.Single(reading.Figures).ExternalId);
        Assert.IsType<ReadFailure.Unusable>(reading.Failure);
        Assert.Equal(2, _site.Requests.Count);
        Assert.IsType<ReadFailure.Unusable>((await _adapter.ReadCatalogueAsync(Channel, "5000", Stop)).Failure);
    }

    [Fact]
    public void Quantities_that_together_are_more_than_one_can_be_are_the_most()
    {
        var line = """{"externalId":"a","quantity":1000000000}""";
        var body = Encoding.UTF8.GetBytes($$$"""{"type":"order.placed","timestamp":"2026-03-01T12:00:00Z","data":{"orderId":"1","status":"paid","lines":[{{{line}}},{{{line}}},{{{line}}}]}}""");
        Assert.IsType<ChannelEvent.OrderPart>(_adapter.Interpret("order.placed", body));
        Assert.Equal(InventoryPortal.Domain.Values.Quantities.Max, Assert.Single(_adapter.Compose("1", [body])!.Lines).Target.Ordered);
    }

    [Fact]
    public async Task No_malformed_answer_is_ever_read_as_a_number()
    {
        foreach (var (name, write) in MalformedAnswers.Of("""{"items":[{"externalId":"a","sku":"A","quantity":7}],"page":1,"pageSize":100,"total":1}""", "7"))
        {
            _site.Answer = (http, _) => write(http);
            var reading = await _adapter.ReadStockAsync(Channel, ["a"], Stop);
            Assert.True(reading.Figures.All(f => f.Quantity is null), $"{name}: {string.Join(',', reading.Figures)}");
            Assert.True(reading.Failure is not null, name);
            Assert.True((await _adapter.ReadCatalogueAsync(Channel, null, Stop)) is { Failure: not null, NextCursor: null, Items: [] }, name);
        }
        foreach (var (name, write) in MalformedAnswers.Of("""{"results":[{"externalId":"a","status":"applied"}]}""", "\"a\""))
        {
            _site.Answer = (http, _) => write(http);
            Assert.True((await PushAsync(("a", 7)))[0] is PushVerdict.Unknown, name);
        }
    }

    [Fact]
    public async Task The_test_of_a_connection_names_the_step_that_fails()
    {
        _site.Answer = (http, _) => AnsweringServer.WriteAsync(http, 401, "{}");
        Assert.Equal([true, true, false, false], (await _adapter.TestAsync(Channel, Stop)).Select(c => c.Ok));
        _site.Answer = (http, _) => AnsweringServer.WriteAsync(http, 200, "<html>", "text/html");
        Assert.Equal([false, true, false, false], (await _adapter.TestAsync(Channel, Stop)).Select(c => c.Ok));
        _site.Answer = (http, _) => http.Request.Method == "POST"
            ? AnsweringServer.WriteAsync(http, 200, """{"results":[]}""")
            : AnsweringServer.WriteAsync(http, 200, """{"items":[]}""");
        Assert.All(await _adapter.TestAsync(Channel, Stop), c => Assert.True(c.Ok, c.Detail));
    }

    [Fact]
    public void A_delivery_is_genuine_by_the_present_or_the_previous_secret_only()
    {
        var body = Encoding.UTF8.GetBytes("""{"type":"order.cancelled","timestamp":"2026-03-01T12:00:00Z","data":{"orderId":"9007199254740993"}}""");
        var now = TimeProvider.System.GetUtcNow();
        WebhookReception Receive(string secret, string? previous) => _adapter.Receive(
            Connect("http://127.0.0.1/", secret, previous),
            new WebhookDelivery(
                new Dictionary<string, string>
                {
                    ["webhook-id"] = "m1", ["webhook-timestamp"] = $"{now.ToUnixTimeSeconds()}",
                    ["webhook-signature"] = StandardWebhooks.Sign(StandardWebhooks.KeyOf(Secret)!, "m1", now.ToUnixTimeSeconds(), body),
                },
                body,
                now));
        const string Other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        Assert.Equal("9007199254740993", Assert.IsType<WebhookReception.Genuine>(Receive(Secret, null)).SubjectId);
        Assert.IsType<WebhookReception.Genuine>(Receive(Other, Secret));
        Assert.IsType<WebhookReception.Forged>(Receive(Other, null));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"type":"order.placed","timestamp":"yesterday","data":{"orderId":"1","status":"paid","lines":[]}}""")]
    [InlineData("""{"type":"order.placed","timestamp":"2026-03-01T12:00:00Z","data":{"status":"paid","lines":[]}}""")]
    [InlineData("""{"type":"order.placed","timestamp":"2026-03-01T12:00:00Z","data":{"orderId":"1","status":"odd","lines":[]}}""")]
    [InlineData("""{"type":"order.placed","timestamp":"2026-03-01T12:00:00Z","data":{"orderId":"1","status":"paid","lines":[{"externalId":"a","quantity":1.5}]}}""")]
    [InlineData("""{"type":"order.placed","timestamp":"2026-03-01T12:00:00Z","data":{"orderId":"1","status":"paid","lines":[{"externalId":"a","quantity":-1}]}}""")]
    [InlineData("""{"type":"order.refunded","timestamp":"2026-03-01T12:00:00Z","data":{"orderId":"1","lines":[]}}""")]
    public void An_event_that_cannot_be_read_says_why(string body) =>
        Assert.IsType<ChannelEvent.Malformed>(_adapter.Interpret("order.placed", Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_secret_or_address_that_is_none_is_refused_beside_its_field()
    {
        var faults = _adapter.Validate(new Dictionary<string, string> { ["pushUrl"] = "ftp://x" }, new Dictionary<string, string> { ["signingSecret"] = "secret" });
        Assert.Equal(["credentials.signingSecret", "settings.pushUrl"], faults.Keys.Order());
    }

    private void ListOf(int count) => _site.Answer = (http, _) =>
    {
        var page = int.Parse(http.Request.Query["page"]!, null);
        var items = Enumerable.Range(1, count).Skip((page - 1) * 100).Take(100).Select(i => $$"""{"externalId":"i{{i}}","sku":"S{{i}}","title":"T","quantity":{{i}}}""");
        return AnsweringServer.WriteAsync(http, 200, $$"""{"items":[{{string.Join(',', items)}}],"page":{{page}},"pageSize":100,"total":{{count}}}""");
    };

    private async Task<IReadOnlyList<PushVerdict>> PushAsync(params (string Id, int Quantity)[] items)
    {
        var call = Assert.Single(_adapter.Plan([.. items.Select((item, i) => new QuantityPush(i + 1, item.Id, item.Quantity, null, "k", ExternalSku: $"SKU-{item.Id}"))]));
        return [.. (await _adapter.PushAsync(Channel, call, Stop)).Verdicts.Select(v => v.Verdict)];
    }

    private static ChannelConnection Connect(string url, string secret = Secret, string? previous = null)
    {
        var credentials = new Dictionary<string, string> { ["signingSecret"] = secret };
        if (previous is not null)
        {
            credentials["signingSecretPrevious"] = previous;
        }
        return new ChannelConnection(1, "site", ChannelKind.Custom, new Dictionary<string, string> { ["pushUrl"] = url }, credentials);
    }
}
