using System.Text.Json.Nodes;
using Xunit;

namespace InventoryPortal.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class StockContractTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task A_movement_answers_with_the_level_before_and_after()
    {
        await MakeAsync("M-1", 10);

        var sold = (await _api.SendAsync("POST", "/stock/movements", new { sku = "m-1", kind = "sale", quantity = 3, reference = "R1", reason = "till", note = "n" })).Is(201);
        var counted = (await _api.SendAsync("POST", "/stock/movements", new { sku = "M-1", kind = "count", quantity = 20 })).Is(201);
        var adjusted = (await _api.SendAsync("POST", "/stock/movements", new { sku = "M-1", kind = "adjustment", quantity = -4 })).Is(201);

        Assert.Equal(
            ["actor", "availableAfter", "delta", "id", "kind", "onHandAfter", "onHandBefore", "recordedAt", "reservedAfter", "sku"],
            sold.AsObject().Select(m => m.Key).Order());
        Assert.Equal((-3, 10, 7, 7), (Int(sold, "delta"), Int(sold, "onHandBefore"), Int(sold, "onHandAfter"), Int(sold, "availableAfter")));
        Assert.Equal((13, 20), (Int(counted, "delta"), Int(counted, "onHandAfter")));
        Assert.Equal(16, Int(adjusted, "onHandAfter"));
        Assert.Equal(1L, (await _api.SendAsync("GET", "/products/M-1")).Is(200)["version"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_sale_beyond_what_is_available_is_refused_unless_it_happened_already()
    {
        await MakeAsync("M-2", 2);

        (await _api.SendAsync("POST", "/stock/movements", new { sku = "M-2", kind = "sale", quantity = 3 })).IsProblem(409, "insufficient_stock");
        var fact = (await _api.SendAsync("POST", "/stock/movements", new { sku = "M-2", kind = "sale", quantity = 3, allowOversell = true })).Is(201);

        Assert.Equal(-1, Int(fact, "availableAfter"));
        Assert.Equal("oversold", (await _api.SendAsync("GET", "/products/M-2")).Is(200)["stockStatus"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"sku":"M-3","kind":"sale"}""", "quantity")]
    [InlineData("""{"sku":"M-3","quantity":1}""", "kind")]
    [InlineData("""{"kind":"sale","quantity":1}""", "sku")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":0}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":-1}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"adjustment","quantity":0}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":"1"}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":1.5}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":1e3}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":2147483648}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":2000000000}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":null}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":[1]}""", "quantity")]
    [InlineData("""{"sku":"M-3","kind":"theft","quantity":1}""", "kind")]
    [InlineData("""{"sku":"M-3","kind":"reserve","quantity":1}""", "kind")]
    [InlineData("""{"sku":"M-3","kind":0,"quantity":1}""", "kind")]
    [InlineData("""{"sku":"M-3","kind":"sale","quantity":1,"allowOversell":"yes"}""", "allowOversell")]
    public async Task A_bad_movement_names_its_field(string body, string field) =>
        (await _api.SendAsync("POST", "/stock/movements", body)).NamesField(field);

    [Fact]
    public async Task A_movement_of_an_unknown_product_is_not_found() =>
        (await _api.SendAsync("POST", "/stock/movements", new { sku = "NO-SUCH", kind = "sale", quantity = 1 })).IsProblem(404, "unknown_sku");

    [Fact]
    public async Task A_batch_has_a_verdict_per_movement_and_each_key_counts_once()
    {
        await MakeAsync("M-4", 5);
        var items = new object?[]
        {
            new { sku = "M-4", kind = "sale", quantity = 2, idempotencyKey = "a" },
            new { sku = "M-4", kind = "sale", quantity = 9, idempotencyKey = "b" },
            new { sku = "M-4", kind = "sale", idempotencyKey = "c" },
            new { sku = "M-4", kind = "sale", quantity = 1 },
            null,
            new { sku = "M-4", kind = "restock", quantity = 4, idempotencyKey = "d" },
        };

        var first = (await _api.SendAsync("POST", "/stock/movements/batch", new { items }, "m4")).Is(200)["results"]!.AsArray();
        var sameKey = await _api.SendAsync("POST", "/stock/movements/batch", new { items }, "m4");
        var newKey = (await _api.SendAsync("POST", "/stock/movements/batch", new { items }, "m4-again")).Is(200)["results"]!.AsArray();

        Assert.Equal(
            ["recorded", "insufficient_stock", "validation_failed", "idempotency_key_required", "validation_failed", "recorded"],
            first.Select(r => r!["code"]?.GetValue<string>() ?? r["status"]!.GetValue<string>()));
        Assert.Equal("true", sameKey.Headers["Idempotency-Replayed"]);
        Assert.True(newKey[0]!["replayed"]!.GetValue<bool>());
        Assert.Equal(7, Int((await _api.SendAsync("GET", "/products/M-4")).Is(200), "onHand"));
    }

    [Fact]
    public async Task A_batch_needs_no_key_of_its_own_when_every_movement_has_one()
    {
        await MakeAsync("M-9", 5);
        object Keyed(string key) => new { sku = "M-9", kind = "sale", quantity = 2, idempotencyKey = key };

        (await _api.SendAsync("POST", "/stock/movements/batch", new { items = new[] { Keyed("m9-a") } }, key: "")).Is(200);
        (await _api.SendAsync("POST", "/stock/movements/batch", new { items = new[] { Keyed("m9-a") } }, key: "")).Is(200);
        var sameTwice = (await _api.SendAsync("POST", "/stock/movements/batch", new { items = new[] { Keyed("m9-b") } }, key: "m9-b")).Is(200);
        var keyless = new object[] { Keyed("m9-c"), new { sku = "M-9", kind = "sale", quantity = 1 } };
        (await _api.SendAsync("POST", "/stock/movements/batch", new { items = keyless }, key: "")).IsProblem(400, "idempotency_key_required");

        Assert.Equal("recorded", sameTwice["results"]![0]!["status"]!.GetValue<string>());
        Assert.Equal(1, Int((await _api.SendAsync("GET", "/products/M-9")).Is(200), "onHand"));
    }

    [Fact]
    public async Task A_refused_movement_is_refused_again_with_the_same_document()
    {
        await MakeAsync("M-10", 1);

        var first = await _api.SendAsync("POST", "/stock/movements", new { sku = "M-10", kind = "sale", quantity = 2 }, "m10");
        var second = await _api.SendAsync("POST", "/stock/movements", new { sku = "M-10", kind = "sale", quantity = 2 }, "m10");

        Assert.Equal(first.IsProblem(409, "insufficient_stock").ToJsonString(), second.IsProblem(409, "insufficient_stock").ToJsonString());
        Assert.Equal("true", second.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task A_batch_has_1_to_1000_items()
    {
        (await _api.SendAsync("POST", "/stock/movements/batch", new { items = Array.Empty<object>() })).NamesField("items");
        var many = Enumerable.Range(0, 1001).Select(i => new { sku = "X", kind = "sale", quantity = 1, idempotencyKey = $"{i}" });
        (await _api.SendAsync("POST", "/stock/movements/batch", new { items = many })).NamesField("items");
    }

    [Fact]
    public async Task A_reservation_holds_units_until_it_is_committed_or_released()
    {
        await MakeAsync("R-1", 5);

        var held = (await _api.SendAsync("POST", "/reservations", new { sku = "R-1", quantity = 4, reference = "basket" })).Is(201);
        (await _api.SendAsync("POST", "/reservations", new { sku = "R-1", quantity = 2, reference = "other" })).IsProblem(409, "insufficient_stock");
        var id = held["id"]!.GetValue<long>();
        var once = (await _api.SendAsync("POST", $"/reservations/{id}/commit")).Is(200);
        var twice = (await _api.SendAsync("POST", $"/reservations/{id}/commit")).Is(200);

        Assert.Equal("committed", once["state"]!.GetValue<string>());
        Assert.Equal(once.ToJsonString(), twice.ToJsonString());
        var product = (await _api.SendAsync("GET", "/products/R-1")).Is(200);
        Assert.Equal((1, 0, 1), (Int(product, "onHand"), Int(product, "reserved"), Int(product, "available")));
        (await _api.SendAsync("POST", $"/reservations/{id}/release")).IsProblem(409, "reservation_closed");
        (await _api.SendAsync("POST", "/reservations/999999/release")).IsProblem(404, "not_found");
        (await _api.SendAsync("POST", "/reservations", """{"sku":"R-1","quantity":1,"reference":"x","expiresAt":"2030-01-01T00:00:00"}""")).NamesField("expiresAt");
    }

    [Fact]
    public async Task The_ledger_is_read_newest_first_and_page_by_page()
    {
        await MakeAsync("L-1", 1);
        for (var i = 0; i < 4; i++)
        {
            (await _api.SendAsync("POST", "/stock/movements", new { sku = "L-1", kind = "restock", quantity = i + 1, reference = $"ref-{i}" })).Is(201);
        }

        var first = (await _api.SendAsync("GET", "/products/L-1/movements?take=3")).Is(200);
        var second = (await _api.SendAsync("GET", $"/products/L-1/movements?take=3&before={first["next"]}")).Is(200);

        Assert.Equal([4, 3, 2], first["items"]!.AsArray().Select(m => Int(m!, "delta")));
        Assert.Equal([1, 1], second["items"]!.AsArray().Select(m => Int(m!, "delta")));
        Assert.Null(second["next"]);
        Assert.Equal(
            ["actor", "channel", "delta", "id", "kind", "note", "occurredAt", "onHandAfter", "reason", "recordedAt", "reference", "reservedAfter", "reservedDelta"],
            first["items"]![0]!.AsObject().Select(m => m.Key).Order());
        (await _api.SendAsync("GET", "/products/L-1/movements?take=501")).NamesField("take");
        (await _api.SendAsync("GET", "/products/L-1/movements?before=x")).NamesField("before");
        (await _api.SendAsync("GET", "/products/NO/movements")).IsProblem(404, "not_found");
        (await _api.SendAsync("GET", "/products/L-1/explain?at=yesterday")).NamesField("at");
        Assert.Equal(11, Int((await _api.SendAsync("GET", "/products/L-1/explain")).Is(200), "onHand"));
    }

    public void Dispose() => _api.Dispose();

    private async Task MakeAsync(string sku, int onHand) => (await _api.SendAsync("POST", "/products", new { sku, name = sku, onHand })).Is(201);

    private static int Int(JsonNode node, string member) => node[member]!.GetValue<int>();
}
