using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>What others do between the preview of a file, its apply and its undo stands.</summary>
[Collection(ApiCollection.Name)]
public sealed class ImportSinceTests(SharedPortal portal)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_that_a_file_leaves_alone_stay_as_somebody_has_set_them_since_the_preview()
    {
        using var api = portal.Host.Api();
        var (mark, key) = (Mark(), $"sin-{Guid.NewGuid():N}"[..12]);
        var store = await portal.ConnectAsync(api, key);
        (await api.SendAsync("POST", "/products", new { sku = mark, name = "Mapped", onHand = 10 })).Is(201);
        var listing = store.AddProduct("other-1", 0);
        await portal.ImportAsync(key);
        var address = $"/channels/{key}/listings/{listing}";
        (await api.SendAsync("PUT", address, new { sku = mark })).Is(200);
        var import = await api.PreviewAsync("rules", $"channel,externalId,min\n{key},{listing},2\n");
        (await api.SendAsync("PUT", address, new { syncEnabled = false, weight = 7, buffer = 1 })).Is(200);

        await api.DoAsync("apply", import);
        var now = (await api.SendAsync("GET", address)).Is(200);
        Assert.Equal((2, false, 7, 1), ((int)now["min"]!, (bool)now["syncEnabled"]!, (int)now["weight"]!, (int)now["buffer"]!));

        await api.DoAsync("undo", import);
        now = (await api.SendAsync("GET", address)).Is(200);
        Assert.Equal((0, false, 7, 1), ((int)now["min"]!, (bool)now["syncEnabled"]!, (int)now["weight"]!, (int)now["buffer"]!));
    }

    [Fact]
    public async Task A_new_product_that_came_without_units_and_was_stocked_since_stays_in_use()
    {
        using var api = portal.Host.Api();
        var mark = Mark();
        var import = await api.PreviewAsync("products", $"sku,name\n{mark}-1,Stocked\n{mark}-2,Untouched\n");
        await api.DoAsync("apply", import);
        (await api.SendAsync("POST", "/stock/movements", new { sku = $"{mark}-1", kind = "restock", quantity = 3 })).Is(201);

        import = await api.DoAsync("undo", import);

        Assert.Equal(["kept edited_since", "undone "], (await api.VerdictsAsync(import)).Select(l => $"{l.Verdict} {l.Code}"));
        Assert.True((bool)(await api.SendAsync("GET", $"/products/{mark}-1")).Is(200)["isActive"]!);
        Assert.False((bool)(await api.SendAsync("GET", $"/products/{mark}-2")).Is(200)["isActive"]!);
    }

    [Fact]
    public async Task A_line_with_shifted_cells_is_not_handed_back_as_a_valid_one()
    {
        using var api = portal.Host.Api();
        var mark = Mark();
        (await api.SendAsync("POST", "/products", new { sku = mark, name = "Counted", onHand = 10 })).Is(201);
        var import = await api.PreviewAsync("counts", $"sku,quantity\n{mark},1,000\n");

        var rejected = await api.GetStringAsync($"/api/v1/imports/{import["id"]}/rejected.csv", Stop);

        var line = rejected.Split("\r\n")[1];
        Assert.StartsWith($"{mark},,", line, StringComparison.Ordinal);
        Assert.Contains($"[{mark} | 1 | 000]", line, StringComparison.Ordinal);
        var again = await api.PreviewAsync("counts", rejected);
        Assert.Equal(["rejected blank_quantity"], (await api.VerdictsAsync(again)).Select(l => $"{l.Verdict} {l.Code}"));
    }

    private static string Mark() => $"SIN{Guid.NewGuid():N}"[..12].ToUpperInvariant();
}
