using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>One product's on-hand figure, which a count may change in place. One opened field books at most once.</summary>
public sealed partial class OnHandCell(StockStore stock, UndoStore undos, PortalSession session, RefusalText refusals, IStringLocalizer<ProductsPage> text)
{
    private ElementReference _field;
    private ElementReference _button;
    private Guid _operation;
    private string? _input;
    private string? _fault;
    private bool _isOpen;
    private bool _isBusy;
    private bool _movesFocus;

    [CascadingParameter]
    private LiveLevels Levels { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Sku { get; set; } = "";

    /// <summary>Whether the person may book counts.</summary>
    [Parameter]
    public bool MayCount { get; set; }

    private IStringLocalizer<ProductsPage> Text => text;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Who works by keyboard stays where the work is.
        if (_movesFocus)
        {
            _movesFocus = false;
            await (_isOpen ? _field : _button).FocusAsync();
        }
    }

    private void Open()
    {
        (_operation, _input, _fault) = (Guid.NewGuid(), Levels.Find(Sku)?.OnHand.ToString(CultureInfo.CurrentCulture), null);
        (_isOpen, _movesFocus) = (true, true);
    }

    private void Close() => (_isOpen, _movesFocus) = (false, true);

    private Task KeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "Escape":
                Close();
                return Task.CompletedTask;
            case "Enter":
                return BookAsync();
            default:
                return Task.CompletedTask;
        }
    }

    private async Task BookAsync()
    {
        if (_isBusy)
        {
            return;
        }
        _fault = Parse(out var counted);
        if (_fault is not null)
        {
            return;
        }
        _isBusy = true;
        try
        {
            var command = new MovementCommand(Sku, MovementKind.Count, counted);
            var context = await session.CommandAsync();
            var answer = await stock.MoveAsync(context with { Request = new OnceRequest(context.Caller, _operation, command.ToString()) }, command, CancellationToken.None);
            if (answer is CommandAnswer<MovementResult>.Refused refused)
            {
                (_fault, _movesFocus) = (refusals.Of(refused.Refusal), true);
                return;
            }
            Bookings.Tell(session, undos, text, answer);
            Close();
        }
        finally
        {
            _isBusy = false;
        }
    }

    private string? Parse(out int counted) =>
        int.TryParse(_input, NumberStyles.Integer | NumberStyles.AllowThousands, CultureInfo.CurrentCulture, out counted)
            ? StockRules.QuantityError(MovementKind.Count, counted)
            : text["CountFault"];
}
