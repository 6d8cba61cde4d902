using System.Text.Json.Nodes;
using InventoryPortal.Catalog;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ListingContractTests(SharedPortal portal) : IDisposable
{
    private readonly HttpClient _api = portal.Host.Api();

    [Fact]
    public async Task An_imported_listing_is_linked_by_hand_and_gets_its_share()
    {
        var store = await portal.ConnectAsync(_api, "l-one");
        var mug = store.AddProduct("LA-1", stock: 3, name: "Mug");
        Assert.Equal(new ImportOutcome.Completed(1, 1, 0, 0), await portal.ImportAsync("l-one"));
        (await _api.SendAsync("POST", "/products", new { sku = "LA-1", name = "Mug", onHand = 12, buffer = 2 })).Is(201);

        var before = (await _api.SendAsync("GET", "/channels/l-one/listings?state=unlinked")).Is(200);
        var linked = (await _api.SendAsync("PUT", $"/channels/l-one/listings/{mug}", new { sku = "la-1", max = 8 })).Is(200);

        Assert.Equal(1, Int(before, "total"));
        Assert.Equal((null, 3, "unlinked"), (before["items"]![0]!["sku"], Int(before["items"]![0]!, "observedQuantity"), Text(before["items"]![0]!, "state")));
        Assert.Equal(("LA-1", 8, 8), (Text(linked, "sku"), Int(linked, "desiredQuantity"), Int(linked, "max")));
        foreach (var member in new[]
        {
            "channel", "externalId", "externalSku", "title", "sku", "weight", "mode", "min", "max", "buffer", "fixedQuantity", "syncEnabled",
            "desiredQuantity", "sentQuantity", "confirmedQuantity", "confirmedAt", "observedQuantity", "observedAt", "state",
        })
        {
            Assert.True(linked.AsObject().ContainsKey(member), member);
        }
        await store.WaitForStockAsync(mug, 8, TestContext.Current.CancellationToken);
        Assert.Equal("l-one", Text((await _api.SendAsync("GET", "/products/LA-1")).Is(200)["listings"]![0]!, "channel"));

        (await _api.SendAsync("PUT", $"/channels/l-one/listings/{mug}", """{"sku":null}""")).Is(200);
        Assert.Empty((await _api.SendAsync("GET", "/channels/l-one/listings?state=linked")).Is(200)["items"]!.AsArray());
    }

    [Fact]
    public async Task Units_are_divided_anew_with_every_change_of_a_rule()
    {
        var (first, second) = (await portal.ConnectAsync(_api, "l-two"), await portal.ConnectAsync(_api, "l-three"));
        var (a, b) = (first.AddProduct("LB-1", stock: 0), second.AddProduct("LB-1", stock: 0));
        await portal.ImportAsync("l-two");
        await portal.ImportAsync("l-three");
        (await _api.SendAsync("POST", "/products", new { sku = "LB-1", name = "Cup", onHand = 12 })).Is(201);
        (await _api.SendAsync("PUT", $"/channels/l-two/listings/{a}", new { sku = "LB-1" })).Is(200);
        (await _api.SendAsync("PUT", $"/channels/l-three/listings/{b}", new { sku = "LB-1" })).Is(200);

        Assert.Equal([6, 6], await DesiredAsync("LB-1"));
        (await _api.SendAsync("PUT", $"/channels/l-two/listings/{a}", new { weight = 2 })).Is(200);
        Assert.Equal([8, 4], await DesiredAsync("LB-1"));
        (await _api.SendAsync("PUT", "/channels/l-three", new { weight = 4 })).Is(200);
        Assert.Equal([4, 8], await DesiredAsync("LB-1"));
        (await _api.SendAsync("PUT", "/products/LB-1", new { buffer = 6 })).Is(200);
        Assert.Equal([2, 4], await DesiredAsync("LB-1"));
        (await _api.SendAsync("PUT", $"/channels/l-three/listings/{b}", new { mode = "off" })).Is(200);
        Assert.Equal([6, 0], await DesiredAsync("LB-1"));
        (await _api.SendAsync("PUT", "/products/LB-1", new { isActive = false })).Is(200);
        Assert.Equal([0, 0], await DesiredAsync("LB-1"));
    }

    [Fact]
    public async Task A_listing_edit_checks_its_version_and_names_bad_fields()
    {
        var store = await portal.ConnectAsync(_api, "l-four");
        var parent = store.AddVariable("Shirt", null, ("S", 1), ("M", 2));
        await portal.ImportAsync("l-four");
        var variation = parent.First(id => id.Contains('/', StringComparison.Ordinal));
        var encoded = $"/channels/l-four/listings/{Uri.EscapeDataString(variation)}";

        Assert.Equal(variation, Text((await _api.SendAsync("PUT", $"/channels/l-four/listings/{variation}", new { min = 1 })).Is(200), "externalId"));
        (await _api.SendAsync("PUT", encoded, new { min = 2 }, ifMatch: "\"1\"")).IsProblem(412, "version_conflict");
        Assert.Equal(2, Int((await _api.SendAsync("PUT", encoded, new { min = 2 }, ifMatch: "\"2\"")).Is(200), "min"));
        (await _api.SendAsync("PUT", encoded, new { max = 1 })).NamesField("max");
        (await _api.SendAsync("PUT", encoded, new { buffer = -1 })).NamesField("buffer");
        (await _api.SendAsync("PUT", encoded, """{"mode":"all"}""")).NamesField("mode");
        (await _api.SendAsync("PUT", encoded, """{"mode":null}""")).NamesField("mode");
        (await _api.SendAsync("PUT", encoded, """{"weight":1.5}""")).NamesField("weight");
        (await _api.SendAsync("PUT", encoded, new { sku = "NO-SUCH" })).IsProblem(404, "unknown_sku");
        (await _api.SendAsync("PUT", "/channels/l-four/listings/77777", new { min = 1 })).IsProblem(404, "listing_not_found");
        (await _api.SendAsync("PUT", "/channels/none/listings/1", new { min = 1 })).IsProblem(404, "not_found");
        (await _api.SendAsync("GET", "/channels/l-four/listings?state=lost")).NamesField("state");
    }

    [Fact]
    public async Task Auto_map_links_what_is_certain_and_leaves_the_rest_to_a_person()
    {
        var store = await portal.ConnectAsync(_api, "l-five");
        Sample(store);
        await portal.ImportAsync("l-five");
        var items = new object[]
        {
            new { sku = "AM-1", name = "a", onHand = 4 }, new { sku = "am-2", name = "b" }, new { sku = "AM-3", name = "c", barcode = "4006381333931" },
            new { sku = "AM-4", name = "d" },
        };
        (await _api.SendAsync("POST", "/products/batch", new { items })).Is(200);

        var dry = (await _api.SendAsync("POST", "/channels/l-five/listings/auto-map", new { dryRun = true })).Is(200);
        Assert.Equal(0, Int((await _api.SendAsync("GET", "/channels/l-five/listings?state=linked")).Is(200), "total"));
        var done = await _api.SendAsync("POST", "/channels/l-five/listings/auto-map", new { dryRun = false }, "l-five-map");
        var replay = await _api.SendAsync("POST", "/channels/l-five/listings/auto-map", new { dryRun = false }, "l-five-map");
        var again = (await _api.SendAsync("POST", "/channels/l-five/listings/auto-map", new { dryRun = false })).Is(200);

        Assert.Equal((3, 2, 2), Counts(dry));
        Assert.Equal((3, 2, 2), Counts(done.Is(200)));
        Assert.Equal(done.Text, replay.Text);
        Assert.Equal((0, 2, 2), Counts(again));
        Assert.Equal(
            ["AM-1", "AM-2", null, null, "AM-4", null, "NOBODY"],
            dry["items"]!.AsArray().OrderBy(i => int.Parse((string)i!["externalId"]!, null)).Select(i => (string?)i!["matchedAs"]));
        Assert.Equal(2, Int((await _api.SendAsync("GET", "/channels/l-five/listings?state=ambiguous")).Is(200), "total"));
        Assert.Equal([4], await DesiredAsync("AM-1"));
    }

    [Fact]
    public async Task A_first_link_that_observes_waits_for_approval()
    {
        var store = await portal.ConnectAsync(_api, "l-six", firstLink: "observe");
        var mug = store.AddProduct("LF-1", stock: 1);
        await portal.ImportAsync("l-six");
        (await _api.SendAsync("POST", "/products", new { sku = "LF-1", name = "Mug", onHand = 9 })).Is(201);

        var linked = (await _api.SendAsync("PUT", $"/channels/l-six/listings/{mug}", new { sku = "LF-1" })).Is(200);
        Assert.Equal((9, true, 1), (Int(linked, "desiredQuantity"), linked["awaitsApproval"]!.GetValue<bool>(), store.StockOf(mug)));
        (await _api.SendAsync("POST", "/channels/l-six/approve", "{}")).Is(200);

        await store.WaitForStockAsync(mug, 9, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _api.Dispose();

    private static void Sample(FakeWooStore store)
    {
        store.AddProduct("ａｍ-1", stock: 0, name: "full width");
        store.AddProduct(" AM-2\u200b", stock: 0, name: "zero width and another case");
        store.AddProduct("other", stock: 0, name: "by barcode", barcode: "4006381333931");
        store.AddProduct("AM-4", stock: 0, name: "twice, one");
        store.AddProduct("am-4 ", stock: 0, name: "twice, two");
        store.AddProduct("", stock: 0, name: "blank");
        store.AddProduct("nobody", stock: 0, name: "unknown");
    }

    private static (int, int, int) Counts(JsonNode result) => (Int(result, "linked"), Int(result, "ambiguous"), Int(result, "unmatched"));

    private async Task<IEnumerable<int>> DesiredAsync(string sku) =>
        (await _api.SendAsync("GET", $"/products/{sku}")).Is(200)["listings"]!.AsArray().Select(l => Int(l!, "desiredQuantity"));

    private static int Int(JsonNode node, string member) => node[member]!.GetValue<int>();

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
