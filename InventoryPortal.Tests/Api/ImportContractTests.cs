using System.Globalization;
using System.Text;
using InventoryPortal.Domain.Values;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>Counted files by the contract: previewed, applied through the ledger, taken back.</summary>
[Collection(ApiCollection.Name)]
public sealed class ImportContractTests(SharedPortal portal)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_counted_file_is_previewed_applied_and_taken_back_without_losing_what_was_sold_meanwhile()
    {
        using var api = portal.Host.Api();
        var mark = await SeedAsync(api, 3);
        var import = await api.PreviewAsync("counts", $"sku,quantity\n{mark}-0,7\n{mark.ToLowerInvariant()}-1,10\n{mark}-2,0\n");

        Assert.Equal("ready", (string?)import["stage"]);
        Assert.Equal([10, 10, 10], await LevelsAsync(api, mark, 3));
        Assert.Equal(["changed", "same", "changed"], (await api.VerdictsAsync(import)).Select(l => l.Verdict));

        import = await api.DoAsync("apply", import);
        Assert.Equal(("applied", 3), ((string?)import["stage"], (int)import["totals"]!["applied"]!));
        Assert.Equal([7, 10, 0], await LevelsAsync(api, mark, 3));
        var movement = (await api.SendAsync("GET", $"/products/{mark}-0/movements?take=1")).Is(200)["items"]![0]!;
        Assert.Equal(("count", -3, $"import {import["id"]}"), ((string)movement["kind"]!, (int)movement["delta"]!, (string)movement["reference"]!));

        (await api.SendAsync("POST", "/stock/movements", new { sku = $"{mark}-0", kind = "sale", quantity = 2 })).Is(201);
        import = await api.DoAsync("undo", import);
        Assert.Equal(("undone", 3), ((string?)import["stage"], (int)import["totals"]!["undone"]!));
        Assert.Equal([8, 10, 10], await LevelsAsync(api, mark, 3));
    }

    [Fact]
    public async Task Each_line_that_cannot_be_counted_says_why_and_the_others_are_applied()
    {
        using var api = portal.Host.Api();
        var mark = await SeedAsync(api, 9);
        var import = await api.PreviewAsync(
            "counts",
            $"""
            SKU;Counted;Remark
            {mark}-0;1;fine
            {mark}-1;;blank
            {mark}-2;-1;negative
            {mark}-3;1.000;which
            {mark}-4;1e309;huge
            {mark}-5;=1+1;formula
            {mark}-0;2;twice
            NO-SUCH-{mark};3;unknown
            ;4;nameless
            {mark}-6;５;full width
            {mark}-7;6;"a note
            of two lines"
            {mark}-8;7;"broken"quote
            {mark}-8;7;one;too many
            ;;
            """);

        var lines = await api.VerdictsAsync(import);
        Assert.Equal(
            ["changed ", "rejected blank_quantity", "rejected out_of_range", "rejected ambiguous_number", "rejected not_a_number", "rejected formula",
                "rejected duplicate_in_file", "rejected unknown_sku", "rejected sku_missing", "changed ", "changed ", "rejected broken_quotes", "rejected too_many_cells"],
            lines.Select(l => $"{l.Verdict} {l.Code}"));
        import = await api.DoAsync("apply", import);
        Assert.Equal((3, 10), ((int)import["totals"]!["applied"]!, (int)import["totals"]!["rejected"]!));
        Assert.Equal([1, 10, 10, 10, 10, 10, 5, 6, 10], await LevelsAsync(api, mark, 9));

        var rejected = await api.GetStringAsync($"/api/v1/imports/{import["id"]}/rejected.csv", Stop);
        Assert.StartsWith("SKU,Counted,Remark,reason\r\n", rejected, StringComparison.Ordinal);
        Assert.Contains($"{mark}-3,1.000,which,ambiguous_number: ", rejected, StringComparison.Ordinal);
        Assert.True(rejected.Contains($"{mark}-5,'=1+1,formula,\"formula: ", StringComparison.Ordinal), rejected);
        Assert.Equal(11, rejected.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("utf-8", ",", false)]
    [InlineData("utf-8", ";", true)]
    [InlineData("utf-16", "\t", true)]
    [InlineData("utf-16BE", ",", true)]
    [InlineData("utf-16", ",", false)]
    [InlineData("GB18030", ",", false)]
    [InlineData("GB18030", "|", false)]
    public async Task A_file_is_read_in_the_encoding_and_with_the_separator_that_it_has(string encoding, string separator, bool mark)
    {
        using var api = portal.Host.Api();
        var name = $"中文{Guid.NewGuid():N}"[..10];
        (await api.SendAsync("POST", "/products", new { sku = name, name, onHand = 1 })).Is(201);
        var text = string.Join("\r\n", $"货号{separator}数量{separator}备注", $"{name}{separator}4{separator}\"盘点{separator}一次\"", "");
        var code = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var import = await api.PreviewAsync("counts", [.. mark ? code.GetPreamble() : [], .. code.GetBytes(text)]);

        Assert.Equal((encoding.ToUpperInvariant(), separator), (((string)import["encoding"]!).ToUpperInvariant(), (string?)import["separator"]));
        await api.DoAsync("apply", import);
        Assert.Equal(4, (int)(await api.SendAsync("GET", $"/products/{Uri.EscapeDataString(name)}")).Is(200)["onHand"]!);
        var movement = (await api.SendAsync("GET", $"/products/{Uri.EscapeDataString(name)}/movements?take=1")).Is(200)["items"]![0]!;
        Assert.Equal($"盘点{separator}一次", (string?)movement["note"]);
    }

    [Fact]
    public async Task An_import_that_does_not_allow_it_is_neither_applied_nor_taken_back()
    {
        using var api = portal.Host.Api();
        var mark = await SeedAsync(api, 1);
        var import = await api.PreviewAsync("counts", $"sku,quantity\n{mark}-0,3\n");
        (await api.SendAsync("POST", $"/imports/{import["id"]}/undo")).IsProblem(409, "import_not_applied");
        await api.DoAsync("apply", import);
        (await api.SendAsync("POST", $"/imports/{import["id"]}/apply")).IsProblem(409, "import_not_ready");
        await api.DoAsync("undo", import);
        (await api.SendAsync("POST", $"/imports/{import["id"]}/undo")).IsProblem(409, "import_not_applied");
        (await api.SendAsync("POST", "/imports/999999/apply")).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("artikel,menge2\nA,1\n", "No column is recognised as quantity: say which one it is.")]
    [InlineData("\n\n", "The file has no heading.")]
    [InlineData("sku,quantity\nA,\"", null)]
    public async Task A_file_that_cannot_be_previewed_fails_with_one_sentence_and_raises_no_alert(string text, string? problem)
    {
        using var api = portal.Host.Api();
        var job = await api.EndedAsync((await api.UploadAsync("counts", Encoding.UTF8.GetBytes(text))).Is(202));
        Assert.Equal(problem is null ? "completed" : "failed", (string?)job["status"]);
        Assert.Equal(problem, (string?)job["error"]);
        if (problem is not null)
        {
            (await api.SendAsync("POST", $"/imports/{job["id"]}/apply")).IsProblem(409, "import_not_ready");
        }
        Assert.DoesNotContain("FilePreview", (await api.SendAsync("GET", "/alerts?state=open")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_without_a_file_or_with_an_empty_one_is_refused_and_the_same_key_gets_the_first_answer()
    {
        using var api = portal.Host.Api();
        (await api.UploadAsync("counts", [1], member: "other")).NamesField("file");
        (await api.UploadAsync("counts", [])).NamesField("file");
        (await api.SendAsync("POST", "/imports/counts", new { })).NamesField("file");
        var (key, file) = (Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes("sku,quantity\n"));
        var first = (await api.UploadAsync("counts", file, key: key)).Is(202);
        Assert.Equal((string?)first["id"]?.ToString(), (await api.UploadAsync("counts", file, key: key)).Is(202)["id"]?.ToString());
        (await api.UploadAsync("counts", Encoding.UTF8.GetBytes("sku,quantity\nA,1"), key: key)).IsProblem(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task Who_may_not_adjust_stock_imports_no_counts_and_a_key_limited_to_channels_nothing()
    {
        using var viewer = await portal.ClientAsync(Role.Viewer);
        using var limited = await portal.ClientAsync(Role.Admin, "some-channel");
        var file = Encoding.UTF8.GetBytes("sku,quantity\nA,1\n");
        (await viewer.UploadAsync("counts", file)).IsProblem(403, "forbidden");
        (await limited.UploadAsync("counts", file)).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task A_template_has_the_columns_of_its_kind()
    {
        using var api = portal.Host.Api();
        Assert.Equal("sku,quantity,note\r\n", (await api.GetStringAsync("/api/v1/imports/counts/template.csv", Stop)).TrimStart('\uFEFF'));
    }

    private static async Task<string> SeedAsync(HttpClient api, int count)
    {
        var mark = $"IMP{Guid.NewGuid():N}"[..12].ToUpperInvariant();
        var items = Enumerable.Range(0, count).Select(i => new { sku = $"{mark}-{i}", name = "Counted", onHand = 10 });
        (await api.SendAsync("POST", "/products/batch", new { items })).Is(200);
        return mark;
    }

    private static async Task<List<int>> LevelsAsync(HttpClient api, string mark, int count)
    {
        var levels = new List<int>();
        for (var i = 0; i < count; i++)
        {
            levels.Add((int)(await api.SendAsync("GET", string.Create(CultureInfo.InvariantCulture, $"/products/{mark}-{i}"))).Is(200)["onHand"]!);
        }
        return levels;
    }
}
