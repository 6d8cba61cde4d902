using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;

namespace InventoryPortal.Catalog.Imports;

/// <summary>A column that a kind of file may have.</summary>
/// <param name="Name">As in the templates and the contract.</param>
/// <param name="IsNeeded">Without it nothing can be done.</param>
/// <param name="Aliases">Other headings that mean it, in the spelling of <see cref="ImportFields.Folded"/>.</param>
public sealed record ImportField(string Name, bool IsNeeded, params string[] Aliases);

/// <summary>The columns of each kind of file, and how a heading is recognised.</summary>
public static class ImportFields
{
    private static readonly ImportField Sku = new("sku", true, "SKUCODE", "ITEMSKU", "PRODUCTSKU", "ARTICLE", "ARTIKEL", "ARTIKELNUMMER", "货号", "商品编码", "商品代码", "编码", "商家编码", "款号");
    private static readonly ImportField Channel = new("channel", true, "CHANNELKEY", "SHOP", "STORE", "渠道", "店铺");
    private static readonly ImportField ExternalId = new("externalId", true, "LISTING", "LISTINGID", "ID", "商品ID", "外部ID", "宝贝ID", "渠道商品ID");

    private static readonly Dictionary<ImportKind, ImportField[]> Known = new()
    {
        [ImportKind.Counts] =
        [
            Sku,
            new("quantity", true, "COUNT", "COUNTED", "QTY", "ONHAND", "STOCK", "INVENTORY", "BESTAND", "MENGE", "数量", "库存", "盘点数量", "实盘数量", "盘点数", "库存数量", "现有库存"),
            new("note", false, "COMMENT", "REMARK", "备注", "说明"),
        ],
        [ImportKind.Products] =
        [
            Sku,
            new("name", false, "TITLE", "PRODUCTNAME", "名称", "商品名称", "品名", "标题"),
            new("barcode", false, "EAN", "GTIN", "UPC", "条码", "条形码", "商品条码"),
            new("description", false, "描述", "商品描述", "说明"),
            new("onHand", false, "STOCK", "QUANTITY", "QTY", "库存", "数量", "初始库存"),
            new("lowStockThreshold", false, "THRESHOLD", "REORDERPOINT", "预警线", "库存预警", "低库存预警"),
            new("buffer", false, "SAFETYSTOCK", "安全库存", "预留"),
            new("isActive", false, "ACTIVE", "ENABLED", "启用", "是否启用", "状态"),
        ],
        [ImportKind.Mappings] = [Channel, ExternalId, Sku],
        [ImportKind.Rules] =
        [
            Channel,
            ExternalId,
            new("weight", false, "权重"),
            new("mode", false, "模式", "分配模式"),
            new("min", false, "MINIMUM", "最小", "最小值", "最少"),
            new("max", false, "MAXIMUM", "最大", "最大值", "最多"),
            new("buffer", false, "SAFETYSTOCK", "安全库存", "预留"),
            new("fixedQuantity", false, "FIXED", "固定数量", "固定库存"),
            new("syncEnabled", false, "SYNC", "同步", "启用同步"),
        ],
    };

    /// <summary>The columns of a kind, in the order of its template.</summary>
    public static IReadOnlyList<ImportField> Of(ImportKind kind) => Known[kind];

    /// <summary>Which column is which: by its own name first, then by what else it may be called. What no heading means is left out.</summary>
    public static Dictionary<string, int> Recognise(ImportKind kind, IReadOnlyList<string> headers)
    {
        var folded = headers.Select(Folded).ToList();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in Known[kind])
        {
            var place = new[] { Folded(field.Name) }.Concat(field.Aliases).Select(n => folded.IndexOf(n)).FirstOrDefault(i => i >= 0, -1);
            if (place >= 0 && !columns.ContainsValue(place))
            {
                columns[field.Name] = place;
            }
        }
        return columns;
    }

    /// <summary>Needed fields that have no column.</summary>
    public static IReadOnlyList<string> Missing(ImportKind kind, IReadOnlyDictionary<string, int> columns) =>
        [.. Known[kind].Where(f => f.IsNeeded && !columns.ContainsKey(f.Name)).Select(f => f.Name)];

    /// <summary>What is wrong with a choice of columns; null when nothing is.</summary>
    /// <param name="width">Columns of the file.</param>
    public static Refusal? Check(ImportKind kind, IReadOnlyDictionary<string, int> columns, int width)
    {
        var errors = new FieldErrors();
        foreach (var (field, place) in columns)
        {
            if (!Known[kind].Any(f => f.Name == field))
            {
                errors.Add(field, $"Known are: {string.Join(", ", Known[kind].Select(f => f.Name))}.");
            }
            else if (place < 0 || place >= width)
            {
                errors.Add(field, "The file has no such column.");
            }
            else if (columns.Any(c => c.Key != field && c.Value == place))
            {
                errors.Add(field, "The column is taken for another field already.");
            }
        }
        foreach (var field in Missing(kind, columns))
        {
            errors.Add(field, "This field needs a column.");
        }
        return errors.Refusal;
    }

    /// <summary>What two files with the same heading share.</summary>
    public static string Signature(IEnumerable<string> headers) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', headers.Select(Folded)))));

    /// <summary>A heading without what people write differently: case, width, spaces and signs.</summary>
    public static string Folded(string header) => string.Concat(Domain.Values.Sku.Normalise(header).Where(char.IsLetterOrDigit));
}
