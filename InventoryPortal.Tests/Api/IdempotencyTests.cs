using Xunit;

namespace InventoryPortal.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class IdempotencyTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_has_no_second_effect()
    {
        var first = await _api.SendAsync("POST", "/products", new { sku = "I-1", name = "A", onHand = 5 }, "i-1");
        var second = await _api.SendAsync("POST", "/products", new { sku = "I-1", name = "A", onHand = 5 }, "i-1");

        Assert.Equal(first.Is(201).ToJsonString(), second.Is(201).ToJsonString());
        Assert.Equal("application/json", second.Type);
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal("true", second.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        (await _api.SendAsync("POST", "/products", new { sku = "I-2", name = "A" }, "i-2")).Is(201);

        (await _api.SendAsync("POST", "/products", new { sku = "I-2", name = "B" }, "i-2")).IsProblem(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_business_refusal_is_remembered_and_a_faulty_request_is_not()
    {
        (await _api.SendAsync("POST", "/products", new { sku = "I-3", name = "A" })).Is(201);
        var refused = await _api.SendAsync("POST", "/products", new { sku = "I-3", name = "B" }, "i-3");
        var again = await _api.SendAsync("POST", "/products", new { sku = "I-3", name = "B" }, "i-3");

        Assert.Equal(refused.IsProblem(409, "duplicate_sku").ToJsonString(), again.IsProblem(409, "duplicate_sku").ToJsonString());
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);

        (await _api.SendAsync("POST", "/products", new { sku = "I-4" }, "i-4")).NamesField("name");
        (await _api.SendAsync("POST", "/products", new { sku = "I-4", name = "A" }, "i-4")).Is(201);
    }

    [Fact]
    public async Task Twins_at_the_same_moment_get_one_answer_and_one_effect()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.SendAsync("POST", "/products", new { sku = "I-5", name = "A" }, "i-5")));
        var refused = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.SendAsync("POST", "/products", new { sku = "I-5", name = "Z" }, "i-6")));

        Assert.Single(made.Select(a => a.Is(201).ToJsonString()).Distinct());
        Assert.Equal(1, made.Count(a => !a.Headers.ContainsKey("Idempotency-Replayed")));
        Assert.Single(refused.Select(a => a.IsProblem(409, "duplicate_sku").ToJsonString()).Distinct());
    }

    [Fact]
    public async Task The_key_is_required_where_stock_or_products_change() =>
        (await _api.SendAsync("POST", "/products", new { sku = "I-7", name = "A" }, key: "")).NamesField("Idempotency-Key", "idempotency_key_required");

    [Theory]
    [InlineData("a b")]
    [InlineData("a\tb")]
    public async Task A_key_has_visible_ascii_characters_only(string key) =>
        (await _api.SendAsync("POST", "/products", new { sku = "I-8", name = "A" }, key)).NamesField("Idempotency-Key", "idempotency_key_invalid");

    [Fact]
    public async Task A_key_has_at_most_200_characters()
    {
        (await _api.SendAsync("POST", "/products", new { sku = "I-9", name = "A" }, new string('k', 201))).NamesField("Idempotency-Key", "idempotency_key_invalid");
        (await _api.SendAsync("POST", "/products", new { sku = "I-9", name = "A" }, new string('k', 200))).Is(201);
    }

    public void Dispose() => _api.Dispose();
}
