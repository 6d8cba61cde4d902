using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Catalog.Imports;

/// <summary>Reads the cells of one line; of what is wrong with them, the first is kept.</summary>
internal sealed class LineCells(DraftLine line)
{
    private static readonly string[] Yes = ["TRUE", "YES", "Y", "1", "ON", "是", "真", "启用"];
    private static readonly string[] No = ["FALSE", "NO", "N", "0", "OFF", "否", "假", "停用"];

    /// <summary>Code and sentence of the first thing that is wrong; null when nothing is.</summary>
    public (string Code, string Detail)? Wrong { get; private set; } = line.Fault;

    public string? Text(string field) => line.Text(field);

    /// <summary>A whole number from 0; null when the cell is blank or wrong.</summary>
    public int? Number(string field, int max)
    {
        switch (line.Number(field))
        {
            case CellNumber.Whole { Value: >= 0 } whole when whole.Value <= max:
                return (int)whole.Value;
            case CellNumber.Whole:
                Refuse("out_of_range", field, $"A whole number from 0 to {max} is expected.");
                return null;
            case CellNumber.Wrong wrong:
                Refuse(wrong.Code, field, wrong.Detail);
                return null;
            default:
                return null;
        }
    }

    /// <summary>As <see cref="Number"/>, or "none".</summary>
    public Change<int?> NumberOrNone(string field, int max) =>
        IsNone(Text(field)) ? new Change<int?>(null) : Number(field, max) is { } number ? number : default(Change<int?>);

    /// <summary>True or false; null when the cell is blank or wrong.</summary>
    public bool? Flag(string field)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }
        var folded = Sku.Normalise(text);
        if (Yes.Contains(folded, StringComparer.Ordinal) || No.Contains(folded, StringComparer.Ordinal))
        {
            return Yes.Contains(folded, StringComparer.Ordinal);
        }
        Refuse("not_a_flag", field, "True or false is expected.");
        return null;
    }

    /// <summary>Keeps what a stage's own rules found wrong.</summary>
    public void Refuse(Refusal? refusal)
    {
        if (refusal is not null)
        {
            var error = refusal.Errors?.FirstOrDefault();
            Refuse("not_valid", error?.Key ?? "", error?.Value[0] ?? refusal.Detail);
        }
    }

    public void Refuse(string code, string field, string detail) => Wrong ??= (code, $"In the column {field}: {detail}");

    private static bool IsNone(string? text) => text is not null && Sku.Normalise(text) is "NONE" or "无";
}
