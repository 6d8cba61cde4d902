using System.Text;
using InventoryPortal.Catalog;
using InventoryPortal.Catalog.Imports;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>In which encoding a file is taken to be that does not say so itself.</summary>
public sealed class FileTextTests
{
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("A1;Käse\r\nA2;Größe M\r\nA3;Müsli mit Nüssen")]
    [InlineData("Größe")]
    [InlineData("SKU;GRÖßE\nA1;M")]
    [InlineData("A1;Crème brûlée\nA2;Pâté de forêt\nA3;Œufs frais d’été")]
    [InlineData("A1;créée à l’œil\nA2;Noël")]
    [InlineData("A1;Jalapeños")]
    [InlineData("A1;12 m²")]
    public async Task Words_with_accents_are_taken_for_Windows_1252(string text) => Assert.Equal(("windows-1252", text), await ReadAsync(Western.GetBytes(text)));

    [Theory]
    [InlineData("货号,数量\nA1,4")]
    [InlineData("T恤衫 M码")]
    [InlineData("A1,“经典”款——纯棉")]
    [InlineData("貨號,數量\nA1,臺灣製造")]
    [InlineData("𠮷野家,㐀㐁")]
    [InlineData("A1,㐀")]
    [InlineData("A1,镕基,喆,犇")]
    public async Task Chinese_is_taken_for_GB18030(string text) => Assert.Equal(("gb18030", text), await ReadAsync(Chinese.GetBytes(text)));

    [Fact]
    public async Task A_sign_that_two_blocks_share_is_counted_once()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("货号㐀", 50_000));
        Assert.Equal(("gb18030", text), await ReadAsync(Chinese.GetBytes(text)));
    }

    [Fact]
    public async Task Where_the_system_allows_it_a_scratch_file_has_no_name_so_that_a_kill_leaves_nothing()
    {
        await using var file = ScratchFile.Open();
        await file.WriteAsync("kept"u8.ToArray(), Stop);
        file.Position = 0;
        using var reader = new StreamReader(file, leaveOpen: true);
        Assert.Equal((OperatingSystem.IsWindows(), "kept"), (File.Exists(file.Name), await reader.ReadToEndAsync(Stop)));
    }

    private static async Task<(string Name, string Text)> ReadAsync(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        var encoding = await FileText.DetectAsync(file, Stop);
        return (encoding.WebName.ToLowerInvariant(), encoding.GetString(bytes));
    }
}
