using System.Net;
using System.Text.Json.Nodes;
using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>Mappings by file: lines share a transaction, and each is what it would be by hand.</summary>
[Collection(ApiCollection.Name)]
public sealed class ImportMappingTests(SharedPortal portal)
{
    /// <summary>More lines than one transaction takes.</summary>
    private const int Many = 130;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listing_that_goes_to_another_product_divides_both_anew_what_somebody_linked_since_stays_and_each_link_is_on_record()
    {
        using var api = portal.Host.Api();
        var (mark, key, ids) = await ConnectAsync(api, listings: 4);
        (await api.SendAsync("POST", "/products", new { sku = $"{mark}-A", name = "A", onHand = 10 })).Is(201);
        (await api.SendAsync("POST", "/products", new { sku = $"{mark}-B", name = "B", onHand = 6 })).Is(201);
        await api.DoAsync("apply", await api.PreviewAsync("mappings", File(key, (ids[0], $"{mark}-A"), (ids[1], $"{mark}-A"))));
        Assert.Equal([5, 5, null, null], await DesiredAsync(key, ids));

        var import = await api.PreviewAsync("mappings", File(key, (ids[0], $"{mark}-B"), (ids[1], $"{mark}-a"), (ids[2], $"{mark}-B"), (ids[3], $"{mark}-B")));
        (await api.SendAsync("PUT", $"/channels/{key}/listings/{ids[3]}", new { sku = $"{mark}-A" })).Is(200);
        import = await api.DoAsync("apply", import);
        Assert.Equal(["applied ", "same ", "applied ", "refused edited_since"], (await api.VerdictsAsync(import)).Select(l => $"{l.Verdict} {l.Code}"));
        Assert.Equal([3, 5, 3, 5], await DesiredAsync(key, ids));
        Assert.Equal(
            [$"{key} {ids[0]}: {mark}-A {mark}-B 3", $"{key} {ids[2]}:  {mark}-B 3", $"3 listings of import {import["id"]}: 2 done, 1 left"], await RecordAsync($"import-{import["id"]}-apply"));

        (await api.SendAsync("PUT", $"/channels/{key}/listings/{ids[2]}", new { sku = $"{mark}-A" })).Is(200);
        import = await api.DoAsync("undo", import);
        Assert.Equal(["undone ", "same ", "kept edited_since", "refused edited_since"], (await api.VerdictsAsync(import)).Select(l => $"{l.Verdict} {l.Code}"));
        Assert.Equal(10, (await DesiredAsync(key, ids)).Sum());
    }

    [Fact]
    public async Task More_lines_than_one_transaction_takes_are_all_linked_divided_and_taken_back()
    {
        using var api = portal.Host.Api();
        var (mark, key, ids) = await ConnectAsync(api, Many);
        var items = Enumerable.Range(0, Many).Select(i => new { sku = $"{mark}-{i}", name = "Mapped", onHand = 10 + i });
        (await api.SendAsync("POST", "/products/batch", new { items })).Is(200);
        var import = await api.PreviewAsync("mappings", File(key, [.. ids.Select((id, i) => (id, $"{mark}-{i}"))]));

        import = await api.DoAsync("apply", import);
        Assert.Equal(Many, (int)import["totals"]!["applied"]!);
        Assert.Equal(Enumerable.Range(0, Many).Select(i => (int?)(10 + i)), await DesiredAsync(key, ids));
        Assert.Equal(2, (await RecordAsync($"import-{import["id"]}-apply")).Count(r => r.Contains("listings of import", StringComparison.Ordinal)));

        import = await api.DoAsync("undo", import);
        Assert.Equal(Many, (int)import["totals"]!["undone"]!);
        Assert.All(await DesiredAsync(key, ids), d => Assert.Null(d));
    }

    [Fact]
    public async Task Those_that_sell_out_of_a_listings_stock_follow_it_by_file_too_and_sales_that_waited_for_the_link_are_counted()
    {
        using var api = portal.Host.Api();
        var (mark, key) = (Mark(), Key());
        var store = await portal.ConnectAsync(api, key);
        var sizes = store.AddVariable("By file", 0, ("S", null), ("M", null));
        var keeper = sizes[0].Split('/')[0];
        await portal.ImportAsync(key);
        (await api.SendAsync("POST", "/products", new { sku = mark, name = "Shirt", onHand = 9 })).Is(201);
        var order = store.PlaceOrder((sizes[1], 2));
        Assert.Equal(HttpStatusCode.OK, await SignedWebhook.SendAsync(portal.Host, key, "order.created", store.OrderJson(order), "whs_secret_of_the_test"));
        await Merchant.UntilAsync(() => Database.ReadAsync((db, token) => db.OrderLines.AnyAsync(l => l.ExternalId == sizes[1], token), Stop), "the order to be taken in");

        var import = await api.PreviewAsync("mappings", File(key, (sizes[0], mark), (keeper, mark)));
        Assert.Equal(["rejected not_valid", "changed "], (await api.VerdictsAsync(import)).Select(l => $"{l.Verdict} {l.Code}"));
        import = await api.DoAsync("apply", import);
        var product = (await api.SendAsync("GET", $"/products/{mark}")).Is(200);
        Assert.Equal((7, 3), ((int)product["onHand"]!, product["listings"]!.AsArray().Count));
        Assert.Equal([7, null, null], await DesiredAsync(key, [keeper, .. sizes]));

        await api.DoAsync("undo", import);
        Assert.Empty((await api.SendAsync("GET", $"/products/{mark}")).Is(200)["listings"]!.AsArray());
    }

    private PortalDatabase Database => portal.Host.Services.GetRequiredService<PortalDatabase>();

    private static string Mark() => $"MAP{Guid.NewGuid():N}"[..12].ToUpperInvariant();

    private static string Key() => $"map-{Guid.NewGuid():N}"[..12];

    private static string File(string key, params (string Id, string Sku)[] lines) =>
        "channel,externalId,sku\n" + string.Concat(lines.Select(l => $"{key},{l.Id},{l.Sku}\n"));

    private async Task<(string Mark, string Key, List<string> Ids)> ConnectAsync(HttpClient api, int listings)
    {
        var (mark, key) = (Mark(), Key());
        var store = await portal.ConnectAsync(api, key);
        var ids = Enumerable.Range(0, listings).Select(i => store.AddProduct($"other-{i}", 0)).ToList();
        await portal.ImportAsync(key);
        return (mark, key, ids);
    }

    private async Task<List<int?>> DesiredAsync(string key, IReadOnlyList<string> ids)
    {
        var rows = await Database.ReadAsync(
            (db, token) => db.Listings.Where(l => db.Channels.Any(c => c.Id == l.ChannelId && c.Key == key)).ToDictionaryAsync(l => l.ExternalId, l => l.Desired, token), Stop);
        return [.. ids.Select(id => rows[id])];
    }

    /// <summary>What is on record of an operation: of a listing its SKU before and after and what it is to show.</summary>
    private async Task<List<string>> RecordAsync(string operation)
    {
        var rows = await Database.ReadAsync((db, token) => db.Activity.Where(a => a.OperationId == operation && a.Action == Permissions.ListingsEdit).OrderBy(a => a.Id).ToListAsync(token), Stop);
        return rows.ConvertAll(Told);
    }

    private static string Told(ActivityRow row) => row.Before is null
        ? $"{row.Subject}: {row.After}"
        : $"{row.Subject}: {JsonNode.Parse(row.Before)!["sku"]} {JsonNode.Parse(row.After!)!["sku"]} {JsonNode.Parse(row.After!)!["desiredQuantity"]}";
}
