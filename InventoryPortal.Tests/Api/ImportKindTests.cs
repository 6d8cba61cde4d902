using System.Text.Json.Nodes;
using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Catalog;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>Products, mappings and rules by file, and workbooks.</summary>
[Collection(ApiCollection.Name)]
public sealed class ImportKindTests(SharedPortal portal)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Products_are_made_and_edited_by_their_SKU_blank_cells_leave_what_stands_and_all_of_it_is_taken_back()
    {
        using var api = portal.Host.Api();
        var mark = Mark();
        (await api.SendAsync("POST", "/products", new { sku = $"{mark}-1", name = "Old", barcode = "111", onHand = 5, buffer = 1 })).Is(201);
        (await api.SendAsync("POST", "/products", new { sku = $"{mark}-2", name = "Stays", onHand = 5 })).Is(201);
        var import = await api.PreviewAsync(
            "products",
            $"""
            sku,name,barcode,onHand,buffer,isActive
            {mark.ToLowerInvariant()}-1,New name,,9,2,
            {mark}-2,Stays,,,,yes
            {mark}-3,'=Brand new,222,7,,
            {mark}-4,,,1,,
            {mark}-5,Wrong,,,-1,
            {mark}-6,Wrong,,,,perhaps
            {mark}-3,Again,,,,
            ,Nameless,,,,
            """);
        Assert.Equal(
            ["changed ", "same ", "new ", "rejected not_valid", "rejected out_of_range", "rejected not_a_flag", "rejected duplicate_in_file", "rejected sku_missing"],
            (await api.VerdictsAsync(import)).Select(l => $"{l.Verdict} {l.Code}"));

        import = await api.DoAsync("apply", import);
        Assert.Equal(2, (int)import["totals"]!["applied"]!);
        Assert.Equal("New name 111 5 2 True", await ProductAsync(api, $"{mark}-1"));
        Assert.Equal("=Brand new 222 7 0 True", await ProductAsync(api, $"{mark}-3"));

        import = await api.DoAsync("undo", import);
        Assert.Equal(2, (int)import["totals"]!["undone"]!);
        Assert.Equal("Old 111 5 1 True", await ProductAsync(api, $"{mark}-1"));
        Assert.Equal("=Brand new 222 0 0 False", await ProductAsync(api, $"{mark}-3"));
    }

    [Fact]
    public async Task A_product_that_somebody_edited_since_keeps_the_edit_when_the_file_is_taken_back()
    {
        using var api = portal.Host.Api();
        var mark = Mark();
        (await api.SendAsync("POST", "/products", new { sku = $"{mark}-1", name = "Old" })).Is(201);
        (await api.SendAsync("POST", "/products", new { sku = $"{mark}-2", name = "Old" })).Is(201);
        var import = await api.PreviewAsync("products", $"sku,name\n{mark}-1,New\n{mark}-2,New\n");
        await api.DoAsync("apply", import);
        (await api.SendAsync("PUT", $"/products/{mark}-1", new { name = "Newer" })).Is(200);

        import = await api.DoAsync("undo", import);
        Assert.Equal(["kept edited_since", "undone "], (await api.VerdictsAsync(import)).Select(l => $"{l.Verdict} {l.Code}"));
        Assert.StartsWith("Newer", await ProductAsync(api, $"{mark}-1"), StringComparison.Ordinal);
        Assert.StartsWith("Old", await ProductAsync(api, $"{mark}-2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_product_that_was_sold_of_or_edited_since_stays_in_use_with_its_units_when_the_file_is_taken_back()
    {
        using var api = portal.Host.Api();
        var mark = Mark();
        var import = await api.PreviewAsync("products", $"sku,name,onHand\n{mark}-1,Sold,10\n{mark}-2,Edited,10\n{mark}-3,Untouched,10\n");
        await api.DoAsync("apply", import);
        (await api.SendAsync("POST", "/stock/movements", new { sku = $"{mark}-1", kind = "sale", quantity = 3 })).Is(201);
        (await api.SendAsync("PUT", $"/products/{mark}-2", new { buffer = 1 })).Is(200);

        import = await api.DoAsync("undo", import);
        Assert.Equal(["kept insufficient_stock", "kept edited_since", "undone "], (await api.VerdictsAsync(import)).Select(l => $"{l.Verdict} {l.Code}"));
        Assert.Equal("Sold  7 0 True", await ProductAsync(api, $"{mark}-1"));
        Assert.Equal("Edited  10 1 True", await ProductAsync(api, $"{mark}-2"));
        Assert.Equal("Untouched  0 0 False", await ProductAsync(api, $"{mark}-3"));
    }

    [Fact]
    public async Task Listings_are_linked_and_get_their_rules_by_file_and_are_as_before_when_it_is_taken_back()
    {
        using var api = portal.Host.Api();
        var (mark, key) = (Mark(), $"imp-{Guid.NewGuid():N}"[..12]);
        var store = await portal.ConnectAsync(api, key);
        (await api.SendAsync("POST", "/products", new { sku = mark, name = "Mapped", onHand = 10 })).Is(201);
        var (first, second) = (store.AddProduct("other-1", 0), store.AddProduct("other-2", 0));
        await portal.ImportAsync(key);

        var mapping = await api.PreviewAsync("mappings", $"channel,externalId,sku\n{key},{first},{mark}\n{key},{second},\nno-such,1,{mark}\n{key},999,{mark}\n{key},{second},NO-{mark}\n");
        Assert.Equal(
            ["changed ", "same ", "rejected unknown_channel", "rejected unknown_listing", "rejected unknown_sku"],
            (await api.VerdictsAsync(mapping)).Select(l => $"{l.Verdict} {l.Code}"));
        await api.DoAsync("apply", mapping);
        Assert.Equal(mark, (string?)(await ListingAsync(api, key, first))["sku"]);

        var rules = await api.PreviewAsync("rules", $"channel,externalId,weight,mode,min,max,buffer\n{key},{first},3,Fixed,,4,\n{key},{second},,,5,4,\n{key},{first},1,,,,\n{key},{second},,sideways,,,\n");
        Assert.Equal(
            ["changed ", "rejected not_valid", "rejected duplicate_in_file", "rejected unknown_mode"], (await api.VerdictsAsync(rules)).Select(l => $"{l.Verdict} {l.Code}"));
        await api.DoAsync("apply", rules);
        var listing = await ListingAsync(api, key, first);
        Assert.Equal((3, "fixed", 0, 4), ((int?)listing["weight"], (string)listing["mode"]!, (int)listing["min"]!, (int?)listing["max"]));

        await api.DoAsync("undo", rules);
        listing = await ListingAsync(api, key, first);
        Assert.Equal((null, "split", null), ((int?)listing["weight"], (string)listing["mode"]!, (int?)listing["max"]));
        await api.DoAsync("undo", mapping);
        Assert.Null((string?)(await ListingAsync(api, key, first))["sku"]);
    }

    [Fact]
    public async Task A_workbook_is_read_like_separated_values_and_one_that_is_none_is_said_to_be_none()
    {
        using var api = portal.Host.Api();
        var mark = Mark();
        (await api.SendAsync("POST", "/products", new { sku = mark, name = "Counted", onHand = 10 })).Is(201);
        using var file = new MemoryStream();
        await file.SaveAsAsync(
            new object[] { new { 货号 = mark, 数量 = (object)4, 备注 = "in a cell" }, new { 货号 = $"{mark}-no", 数量 = (object)2.5, 备注 = "" } }, cancellationToken: Stop);
        var import = await api.PreviewAsync("counts", file.ToArray(), "counts.xlsx");
        Assert.Equal(("workbook", "changed ,rejected unknown_sku"), ((string?)import["format"], string.Join(',', (await api.VerdictsAsync(import)).Select(l => $"{l.Verdict} {l.Code}"))));
        await api.DoAsync("apply", import);
        Assert.Equal(4, (int)(await api.SendAsync("GET", $"/products/{mark}")).Is(200)["onHand"]!);

        import = await api.PreviewAsync("counts", [.. "PK"u8, 3, 4, 1, 2, 3], "counts.xlsx");
        Assert.Equal(("unreadable", "The file is no workbook that can be read."), ((string?)import["stage"], (string?)import["problem"]));
    }

    [Fact]
    public async Task A_workbook_whose_rows_stand_a_million_apart_is_refused_and_so_are_blank_lines_without_end()
    {
        using var api = portal.Host.Api();
        const string Problem = "The file has more than 1000000 lines; divide it.";
        var heading = """<row r="1"><c r="A1" t="str"><v>sku</v></c><c r="B1" t="str"><v>quantity</v></c></row>""";
        var apart = await api.PreviewAsync("counts", WorkbookBoundsTests.Workbook(heading + """<row r="1048000"><c r="A1048000" t="str"><v>A</v></c></row>"""), "counts.xlsx");
        Assert.Equal(("unreadable", Problem), ((string?)apart["stage"], (string?)apart["problem"]));

        var again = await api.PreviewAsync("counts", WorkbookBoundsTests.Workbook(heading + string.Concat(Enumerable.Repeat("""<row r="600000"/><row r="1"/>""", 3))), "counts.xlsx");
        Assert.Equal(("unreadable", Problem), ((string?)again["stage"], (string?)again["problem"]));

        var blank = await api.PreviewAsync("counts", "sku,quantity\n" + string.Concat(Enumerable.Repeat(",\n", 1_000_001)));
        Assert.Equal(("unreadable", Problem), ((string?)blank["stage"], (string?)blank["problem"]));
    }

    [Fact]
    public async Task An_operator_counts_but_neither_edits_products_nor_listings_by_file()
    {
        using var api = await portal.ClientAsync(Role.Operator);
        foreach (var kind in new[] { "products", "mappings", "rules" })
        {
            (await api.UploadAsync(kind, "sku\n"u8.ToArray())).IsProblem(403, "forbidden");
        }
        (await api.UploadAsync("counts", "sku,quantity\n"u8.ToArray())).Is(202);
    }

    [Fact]
    public async Task Who_may_not_import_a_kind_does_not_start_its_work_again_either_and_is_not_kept_from_the_rest()
    {
        using var client = await portal.ClientAsync(Role.Operator);
        using var editor = await portal.ClientAsync(Role.Editor);
        var database = portal.Host.Services.GetRequiredService<PortalDatabase>();
        var (why, now) = ($"No {Guid.NewGuid():N}.", TimeProvider.System.GetUtcNow());
        SyncJobRow Failed(SyncJobKind kind) => new() { Kind = kind, Status = JobStatus.Failed, Error = why, Payload = $"{Guid.NewGuid():N}", CreatedBy = "x", ScheduledFor = now, CreatedAt = now, CompletedAt = now };
        var (file, other) = (Failed(SyncJobKind.FileApply), Failed(SyncJobKind.FullSync));
        var caller = await database.WriteAsync(
            async (db, token) =>
            {
                db.AddRange(file, other);
                await db.SaveChangesAsync(token);
                db.Imports.Add(new ImportRow
                {
                    Id = file.Id, PreviewJobId = file.Id, ApplyJobId = file.Id, Kind = ImportKind.Products, Stage = ImportStage.Applied, FileName = "a.csv", FileId = $"{Guid.NewGuid():N}",
                    ActorKind = ActorKind.System, ActorId = "system", ActorName = "Portal", CreatedAt = now,
                });
                var key = await db.ApiKeys.OrderByDescending(k => k.Id).FirstAsync(k => k.Role == Role.Operator, token);
                return new Caller(new Actor(ActorKind.ApiKey, $"{key.Id}", key.Name));
            },
            Stop);

        (await client.SendAsync("POST", $"/sync-jobs/{file.Id}/retry")).IsProblem(403, "forbidden");
        var jobs = portal.Host.Services.GetRequiredService<JobStore>();
        Assert.Equal(1, Assert.IsType<CommandAnswer<int>.Done>(await jobs.RetryCauseAsync(new CommandContext(caller), null, why, Stop)).Value);
        Assert.Equal("forbidden", Assert.IsType<CommandAnswer<int>.Refused>(await jobs.RetryCauseAsync(new CommandContext(caller), null, why, Stop)).Refusal.Code);
        Assert.Equal(JobStatus.Failed, await database.ReadAsync((db, token) => db.SyncJobs.Where(j => j.Id == file.Id).Select(j => j.Status).SingleAsync(token), Stop));
        (await editor.SendAsync("POST", $"/sync-jobs/{file.Id}/retry")).Is(200);
    }

    [Fact]
    public async Task Movements_and_listings_leave_as_files_without_formulas()
    {
        using var api = portal.Host.Api();
        var (mark, key) = (Mark(), $"exp-{Guid.NewGuid():N}"[..12]);
        (await api.SendAsync("POST", "/products", new { sku = mark, name = "Moved", onHand = 10 })).Is(201);
        (await api.SendAsync("POST", "/stock/movements", new { sku = mark, kind = "sale", quantity = 3, note = "=1+1" })).Is(201);
        var movements = (await api.GetStringAsync($"/api/v1/exports/movements.csv?sku={mark}", Stop)).Split("\r\n");
        Assert.StartsWith("id,sku,kind,delta", movements[0], StringComparison.Ordinal);
        Assert.Equal(["restock,10,0,10,0,,,initial,,", "sale,-3,0,7,0,,,,'=1+1,"], movements[1..3].Select(m => m.Split(mark + ",")[1]).Select(m => m[..(m.LastIndexOf("Bootstrap", StringComparison.Ordinal))]));
        Assert.Equal(4, movements.Length);

        var store = await portal.ConnectAsync(api, key);
        store.AddProduct($"{mark}-listed", 5);
        await portal.ImportAsync(key);
        var listings = (await api.GetStringAsync($"/api/v1/exports/listings.csv?channel={key}&state=unlinked", Stop)).Split("\r\n");
        Assert.StartsWith("channel,externalId,externalSku,title,sku,weight,mode", listings[0], StringComparison.Ordinal);
        Assert.Contains($"{key},", listings[1], StringComparison.Ordinal);
        Assert.Equal(3, listings.Length);
        (await api.SendAsync("GET", "/exports/listings.csv?state=lost")).NamesField("state");
    }

    private static string Mark() => $"IMP{Guid.NewGuid():N}"[..12].ToUpperInvariant();

    private static async Task<string> ProductAsync(HttpClient api, string sku)
    {
        var p = (await api.SendAsync("GET", $"/products/{sku}")).Is(200);
        return $"{p["name"]} {p["barcode"]} {p["onHand"]} {p["buffer"]} {(bool)p["isActive"]!}";
    }

    private static async Task<JsonNode> ListingAsync(HttpClient api, string key, string id) => (await api.SendAsync("GET", $"/channels/{key}/listings/{id}")).Is(200);
}
