using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>Edits a product's own fields. When somebody else was quicker it shows both versions and lets the person choose.</summary>
public sealed partial class ProductEditDialog(ProductStore products, PortalSession session, RefusalText refusals, IStringLocalizer<ProductsPage> text)
{
    private Form _form = new();
    private ProductView _before = null!;
    private long _version;
    private ProductView? _conflict;
    private Refusal? _refusal;
    private DraftKeeper<Draft>? _draft;
    private RuleProposal? _counted;
    private bool _isBusy;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <summary>The product as read when the dialog opened.</summary>
    [Parameter, EditorRequired]
    public ProductView Product { get; set; } = null!;

    private IStringLocalizer<ProductsPage> Text => text;

    private RefusalText Refusals => refusals;

    /// <summary>What is counted before it may be saved; null while buffer and state stay.</summary>
    private RuleProposal? Proposal => _form.Buffer is >= 0 and <= Quantities.Max && (_form.Buffer != _before.Buffer || _form.IsActive != _before.IsActive)
        ? new RuleProposal.OneProduct(Product.Sku, new BulkEdit(Buffer: _form.Buffer, IsActive: _form.IsActive))
        : null;

    protected override void OnInitialized()
    {
        (_before, _version) = (Product, Product.Version);
        _form = Form.Of(Product);
    }

    private string? Fault(string field) => RefusalText.Field(_refusal, field);

    private void Cancel() => Dialog.Cancel();

    // With the version it began from: had somebody saved meanwhile, both are shown.
    private void Restore(Draft draft) => (_form, _version) = (draft.Form, draft.Version);

    private void TakeTheirs()
    {
        _form = Form.Of(_conflict!);
        KeepMine();
    }

    private void KeepMine()
    {
        (_before, _version) = (_conflict!, _conflict!.Version);
        _conflict = null;
    }

    private ConflictNote.Difference[] Differences(ProductView theirs)
    {
        var other = Form.Of(theirs);
        return
        [
            new(text["Name"], _form.Name, other.Name),
            new(text["Barcode"], _form.Barcode, other.Barcode),
            new(text["Description"], _form.Description, other.Description),
            new(text["Threshold"], Numbers.Of(_form.Threshold), Numbers.Of(other.Threshold)),
            new(text["Buffer"], Numbers.Of(_form.Buffer), Numbers.Of(other.Buffer)),
            new(text["Active"], text[_form.IsActive ? "Active" : "Inactive"], text[other.IsActive ? "Active" : "Inactive"]),
        ];
    }

    // Back to what it was before this edit, and only if nobody edited it since.
    private void OfferUndo(ProductView saved)
    {
        var before = Form.Of(_before).ToEdit();
        session.OfferUndo(text["Saved"], undo => products.UpdateAsync(undo, saved.Sku, before, saved.Version, CancellationToken.None));
    }

    private async Task SaveAsync()
    {
        if (_isBusy)
        {
            return;
        }
        _isBusy = true;
        try
        {
            switch (await products.UpdateAsync(await session.CommandAsync(), Product.Sku, _form.ToEdit(), _version, CancellationToken.None))
            {
                case CommandAnswer<ProductView>.Done done:
                    OfferUndo(done.Value);
                    _draft?.Release();
                    Dialog.Close(DialogResult.Ok(true));
                    break;
                case CommandAnswer<ProductView>.Refused { Refusal: { Kind: RefusalKind.Stale, Current: ProductView theirs } }:
                    _conflict = theirs;
                    break;
                case CommandAnswer<ProductView>.Refused refused:
                    _refusal = refused.Refusal;
                    break;
            }
        }
        finally
        {
            _isBusy = false;
        }
    }

    private sealed record Draft(Form Form, long Version);

    private sealed class Form
    {
        public string? Name { get; set; }

        public string? Barcode { get; set; }

        public string? Description { get; set; }

        public int? Threshold { get; set; }

        public int? Buffer { get; set; }

        public bool IsActive { get; set; }

        public static Form Of(ProductView product) => new()
        {
            Name = product.Name,
            Barcode = product.Barcode,
            Description = product.Description,
            Threshold = product.LowStockThreshold,
            Buffer = product.Buffer,
            IsActive = product.IsActive,
        };

        public ProductEdit ToEdit() => new()
        {
            Name = Name,
            Barcode = string.IsNullOrWhiteSpace(Barcode) ? null : Barcode,
            Description = string.IsNullOrWhiteSpace(Description) ? null : Description,
            LowStockThreshold = Threshold ?? 0,
            Buffer = Buffer ?? 0,
            IsActive = IsActive,
        };
    }
}
