using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>Books one movement by hand. One opened dialog books at most once for one input.</summary>
public sealed partial class StockAdjustDialog(StockStore stock, UndoStore undos, PortalSession session, RefusalText refusals, IStringLocalizer<ProductsPage> text)
{
    private static readonly MovementKind[] Kinds =
        [MovementKind.Adjustment, MovementKind.Count, MovementKind.Restock, MovementKind.Return, MovementKind.Sale];

    private readonly Guid _operation = Guid.NewGuid();
    private MovementKind _kind = MovementKind.Adjustment;
    private int? _quantity;
    private string? _reason;
    private string? _note;
    private string? _reference;
    private bool _allowOversell;
    private bool _isBusy;
    private Refusal? _refusal;
    private DraftKeeper<Draft>? _draft;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <summary>The product as shown when the dialog opened.</summary>
    [Parameter, EditorRequired]
    public ProductView Product { get; set; } = null!;

    private IStringLocalizer<ProductsPage> Text => text;

    private RefusalText Refusals => refusals;

    /// <summary>On hand as it would be; null while the input is not a movement.</summary>
    private long? After => _quantity is not { } quantity || StockRules.QuantityError(_kind, quantity) is not null
        ? null
        : _kind switch
        {
            MovementKind.Count => quantity,
            MovementKind.Sale => (long)Product.OnHand - quantity,
            _ => (long)Product.OnHand + quantity,
        };

    /// <summary>What is wrong with a field: what the stage said, else what can be seen from here.</summary>
    private string? Fault(string field) => RefusalText.Field(_refusal, field)
        ?? (field == "quantity" && _quantity is { } quantity ? StockRules.QuantityError(_kind, quantity) : null);

    private void KindChanged(MovementKind kind)
    {
        _kind = kind;
        _refusal = null;
    }

    private void Cancel() => Dialog.Cancel();

    private async Task SaveAsync()
    {
        if (_isBusy || _quantity is not { } quantity)
        {
            return;
        }
        _isBusy = true;
        try
        {
            var command = new MovementCommand(
                Product.Sku, _kind, quantity, Blank(_reference), Reason: Blank(_reason), Note: Blank(_note), AllowOversell: _allowOversell && _kind == MovementKind.Sale);
            var context = await session.CommandAsync();
            var answer = await stock.MoveAsync(context with { Request = new OnceRequest(context.Caller, _operation, command.ToString()) }, command, CancellationToken.None);
            if (answer is CommandAnswer<MovementResult>.Refused refused)
            {
                _refusal = refused.Refusal;
                return;
            }
            Bookings.Tell(session, undos, text, answer);
            _draft?.Release();
            Dialog.Close(DialogResult.Ok(true));
        }
        finally
        {
            _isBusy = false;
        }
    }

    private void Restore(Draft draft) => (_kind, _quantity, _reason, _note, _reference) = (draft.Kind, draft.Quantity, draft.Reason, draft.Note, draft.Reference);

    private static string? Blank(string? input) => string.IsNullOrWhiteSpace(input) ? null : input.Trim();

    private sealed record Draft(MovementKind Kind, int? Quantity, string? Reason, string? Note, string? Reference);
}
