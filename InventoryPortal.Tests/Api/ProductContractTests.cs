using System.Text.Json.Nodes;
using Xunit;

namespace InventoryPortal.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ProductContractTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task A_product_is_made_with_its_first_units_and_read_back()
    {
        var made = await _api.SendAsync("POST", "/products", new { sku = "P-1", name = "Mug", barcode = "5012345678900", onHand = 7, lowStockThreshold = 7, buffer = 2 });

        var body = made.Is(201);
        Assert.Equal("/api/v1/products/P-1", made.Headers["Location"]);
        Assert.Equal("\"1\"", made.Headers["ETag"]);
        Assert.Equal(
            ["available", "barcode", "buffer", "description", "isActive", "listings", "lowStockThreshold", "name", "onHand", "reserved", "sku", "stockStatus", "updatedAt", "version"],
            body.AsObject().Select(m => m.Key).Order());
        Assert.Equal("low", body["stockStatus"]!.GetValue<string>());
        Assert.EndsWith("Z", body["updatedAt"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(body.ToJsonString(), (await _api.SendAsync("GET", "/products/p-1")).Is(200).ToJsonString());
    }

    [Fact]
    public async Task The_same_sku_in_another_spelling_is_a_duplicate()
    {
        (await _api.SendAsync("POST", "/products", new { sku = "Dup-1", name = "A" })).Is(201);

        (await _api.SendAsync("POST", "/products", new { sku = " ｄｕｐ-1 ", name = "B" })).IsProblem(409, "duplicate_sku");
    }

    [Fact]
    public async Task A_batch_gives_each_product_a_verdict_in_its_order()
    {
        var answer = await _api.SendAsync("POST", "/products/batch", new
        {
            items = new object?[]
            {
                new { sku = "B-1", name = "A", onHand = 3 }, new { sku = "b-1", name = "B" }, new { sku = "", name = "C" }, null, new { sku = "B-2", name = "D" },
            },
        });

        var results = answer.Is(200)["results"]!.AsArray();
        Assert.Equal(["created", "rejected", "rejected", "rejected", "created"], results.Select(r => r!["status"]!.GetValue<string>()));
        Assert.Equal("duplicate_sku", results[1]!["code"]!.GetValue<string>());
        Assert.Equal(3, (await _api.SendAsync("GET", "/products/B-1")).Is(200)["available"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_edit_leaves_out_what_stays_and_null_clears()
    {
        (await _api.SendAsync("POST", "/products", new { sku = "E-1", name = "A", barcode = "1", description = "d", lowStockThreshold = 4 })).Is(201);

        var edited = await _api.SendAsync("PUT", "/products/E-1", """{"name":"B","barcode":null,"isActive":false}""", ifMatch: "\"1\"");

        var body = edited.Is(200);
        Assert.Equal(("B", null, "d", 4, false, 2L), (
            body["name"]!.GetValue<string>(), body["barcode"], body["description"]!.GetValue<string>(),
            body["lowStockThreshold"]!.GetValue<int>(), body["isActive"]!.GetValue<bool>(), body["version"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_sku_with_a_slash_is_found_by_its_encoded_address()
    {
        var made = await _api.SendAsync("POST", "/products", new { sku = "SL/1 +x", name = "A", onHand = 3 });
        var address = made.Headers["Location"]["/api/v1".Length..];

        Assert.Equal("SL/1 +x", (await _api.SendAsync("GET", address)).Is(200)["sku"]!.GetValue<string>());
        (await _api.SendAsync("PUT", address, new { name = "B" })).Is(200);
        Assert.Single((await _api.SendAsync("GET", address + "/movements?take=5")).Is(200)["items"]!.AsArray());
        Assert.Equal(3, (await _api.SendAsync("GET", address + "/explain")).Is(200)["available"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_stale_version_gets_412_with_the_present_product()
    {
        (await _api.SendAsync("POST", "/products", new { sku = "V-1", name = "A" })).Is(201);
        (await _api.SendAsync("PUT", "/products/V-1", new { name = "B" })).Is(200);

        var stale = await _api.SendAsync("PUT", "/products/V-1", new { name = "C" }, ifMatch: "\"1\"");

        Assert.Equal("B", stale.IsProblem(412, "version_conflict")["current"]!["name"]!.GetValue<string>());
        (await _api.SendAsync("PUT", "/products/V-1", new { name = "C" }, ifMatch: "2")).NamesField("If-Match");
    }

    [Theory]
    [InlineData("""{"sku":"X","name":"n","onHand":1.5}""", "onHand")]
    [InlineData("""{"sku":"X","name":"n","onHand":1.0}""", "onHand")]
    [InlineData("""{"sku":"X","name":"n","onHand":"3"}""", "onHand")]
    [InlineData("""{"sku":"X","name":"n","onHand":99999999999}""", "onHand")]
    [InlineData("""{"sku":"X","name":"n","onHand":1000000001}""", "onHand")]
    [InlineData("""{"sku":"X","name":"n","onHand":-1}""", "onHand")]
    [InlineData("""{"sku":"X","name":"n","onHand":true}""", "onHand")]
    [InlineData("""{"sku":"X","name":"n","buffer":-1}""", "buffer")]
    [InlineData("""{"sku":"X"}""", "name")]
    [InlineData("""{"sku":7,"name":"n"}""", "sku")]
    [InlineData("""{"sku":"​‍","name":"n"}""", "sku")]
    [InlineData("""{"sku":"X","name":"a\u0000b"}""", "name")]
    [InlineData("""{"sku":"\ud800","name":"n"}""", "sku")]
    [InlineData("""{"sku":"X","sku":"Y","name":"n"}""", "sku")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("7", "")]
    public async Task A_bad_field_is_named(string body, string field) =>
        (await _api.SendAsync("POST", "/products", body)).NamesField(field);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"sku\":\"a\"}x")]
    [InlineData("sku=1")]
    [InlineData("{\"sku\":NaN}")]
    public async Task What_is_no_json_is_malformed(string body) =>
        (await _api.SendAsync("POST", "/products", body)).NamesField("", "malformed_json");

    [Fact]
    public async Task A_deep_document_is_refused() =>
        (await _api.SendAsync("POST", "/products", new string('[', 100_000))).NamesField("", "malformed_json");

    [Theory]
    [InlineData("?page=0", "page")]
    [InlineData("?page=x", "page")]
    [InlineData("?pageSize=501", "pageSize")]
    [InlineData("?pageSize=0", "pageSize")]
    [InlineData("?page=99999999999", "page")]
    [InlineData("?stock=many", "stock")]
    [InlineData("?sort=price", "sort")]
    [InlineData("?sort=--sku", "sort")]
    [InlineData("?colour=red", "colour")]
    [InlineData("?page=1&page=2", "page")]
    public async Task An_unknown_or_bad_query_is_named(string query, string field) =>
        (await _api.SendAsync("GET", "/products" + query)).NamesField(field);

    [Fact]
    public async Task Lists_are_paged_searched_filtered_and_sorted()
    {
        var items = Enumerable.Range(0, 9).Select(i => new { sku = $"LIST-{i}", name = $"Kettle {i}", onHand = i, lowStockThreshold = 3 });
        (await _api.SendAsync("POST", "/products/batch", new { items })).Is(200);

        var page = (await _api.SendAsync("GET", "/products?search=kettle&sort=-available&page=2&pageSize=4")).Is(200);
        var low = (await _api.SendAsync("GET", "/products?search=list-&stock=low")).Is(200);

        Assert.Equal((2, 4, 9), (page["page"]!.GetValue<int>(), page["pageSize"]!.GetValue<int>(), page["total"]!.GetValue<int>()));
        Assert.Equal(["LIST-4", "LIST-3", "LIST-2", "LIST-1"], Skus(page));
        Assert.Equal(["LIST-1", "LIST-2", "LIST-3"], Skus(low));
        Assert.Equal(["LIST-0"], Skus((await _api.SendAsync("GET", "/products?search=list-&stock=out")).Is(200)));
        Assert.Empty(Skus((await _api.SendAsync("GET", "/products?page=4000000&pageSize=500")).Is(200)));
        Assert.Empty(Skus((await _api.SendAsync("GET", "/products?search=%25")).Is(200)));
    }

    public void Dispose() => _api.Dispose();

    private static IEnumerable<string> Skus(JsonNode page) => page["items"]!.AsArray().Select(i => i!["sku"]!.GetValue<string>());
}
