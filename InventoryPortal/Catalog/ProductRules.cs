using System.Diagnostics.CodeAnalysis;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog;

/// <summary>What a product may look like. Pure.</summary>
internal static class ProductRules
{
    public const int MaxName = 300;
    public const int MaxBarcode = 50;
    public const int MaxDescription = 4000;

    private const int MaxSearchText = 460;

    /// <summary>A row for a new product, or every field that is wrong.</summary>
    public static bool TryMake(NewProduct product, DateTimeOffset now, [NotNullWhen(true)] out ProductRow? row, [NotNullWhen(false)] out Refusal? refusal)
    {
        var errors = new FieldErrors();
        if (!Sku.TryParse(product.Sku, out var sku, out var skuError))
        {
            errors.Add("sku", skuError);
        }
        CheckTexts(errors, product.Name, product.Barcode, product.Description);
        CheckQuantity(errors, "onHand", product.OnHand);
        CheckQuantity(errors, "lowStockThreshold", product.LowStockThreshold);
        CheckQuantity(errors, "buffer", product.Buffer);
        refusal = errors.Refusal;
        row = refusal is not null ? null : new ProductRow
        {
            Sku = sku!.Text,
            SkuNormalised = sku.Normalised,
            Name = product.Name!.Trim(),
            Barcode = Blank(product.Barcode),
            Description = Blank(product.Description),
            SearchText = SearchText(sku.Normalised, Blank(product.Barcode), product.Name),
            OnHand = product.OnHand ?? 0,
            LowStockThreshold = product.LowStockThreshold ?? 0,
            Buffer = product.Buffer ?? 0,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return row is not null;
    }

    /// <summary>Every field of an edit that is wrong, or null.</summary>
    public static Refusal? Check(ProductEdit edit, ProductRow row)
    {
        var errors = new FieldErrors();
        CheckTexts(errors, edit.Name.Or(row.Name), edit.Barcode.Or(null), edit.Description.Or(null));
        CheckNumbers(errors, edit);
        if (edit.IsActive is { IsSet: true, Value: null })
        {
            errors.Add("isActive", "True or false is expected.");
        }
        return errors.Refusal;
    }

    /// <summary>Every figure of an edit that is wrong, or null: what can be said without a product.</summary>
    public static Refusal? CheckNumbers(ProductEdit edit)
    {
        var errors = new FieldErrors();
        CheckNumbers(errors, edit);
        return errors.Refusal;
    }

    /// <summary>Applies a checked edit.</summary>
    public static void Apply(ProductEdit edit, ProductRow row)
    {
        row.Name = edit.Name.Or(row.Name)!.Trim();
        row.Barcode = edit.Barcode.IsSet ? Blank(edit.Barcode.Value) : row.Barcode;
        row.Description = edit.Description.IsSet ? Blank(edit.Description.Value) : row.Description;
        row.LowStockThreshold = edit.LowStockThreshold.Or(row.LowStockThreshold)!.Value;
        row.Buffer = edit.Buffer.Or(row.Buffer)!.Value;
        row.IsActive = edit.IsActive.Or(row.IsActive)!.Value;
        row.SearchText = SearchText(row.SkuNormalised, row.Barcode, row.Name);
    }

    /// <summary>What a search looks through; folded like a SKU, so that spelling variants find each other.</summary>
    public static string SearchText(string skuNormalised, string? barcode, string name)
    {
        var text = $"{skuNormalised} {Sku.Normalise(barcode)} {Sku.Normalise(name)}";
        return text.Length <= MaxSearchText ? text : text[..MaxSearchText];
    }

    private static void CheckTexts(FieldErrors errors, string? name, string? barcode, string? description)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            errors.Add("name", "A name is required.");
        }
        errors.CheckText("name", name?.Trim(), MaxName);
        errors.CheckText("barcode", Blank(barcode), MaxBarcode);
        errors.CheckText("description", description, MaxDescription, lines: true);
    }

    private static void CheckNumbers(FieldErrors errors, ProductEdit edit)
    {
        CheckSet(errors, "lowStockThreshold", edit.LowStockThreshold);
        CheckSet(errors, "buffer", edit.Buffer);
    }

    private static void CheckSet(FieldErrors errors, string field, Change<int?> change)
    {
        if (!change.IsSet)
        {
            return;
        }
        if (change.Value is null)
        {
            errors.Add(field, "A whole number is expected.");
        }
        CheckQuantity(errors, field, change.Value);
    }

    private static void CheckQuantity(FieldErrors errors, string field, int? quantity)
    {
        if (quantity is < 0 or > Quantities.Max)
        {
            errors.Add(field, $"A whole number from 0 to {Quantities.Max} is expected.");
        }
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
