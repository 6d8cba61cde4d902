using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Ledger;
using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>One product: levels, quantity per channel with its reason, movements; all of it live, or as it was at a past instant.</summary>
public sealed partial class ProductPage(
    ProductQueries products, LedgerQueries ledger, TraceQueries traces, UndoStore undos, IDialogService dialogs, IStringLocalizer<ProductsPage> text) : PortalPageBase
{
    /// <summary>Movements read at once: a screen or two.</summary>
    private const int MovementsPerRead = 25;

    /// <summary>Movements kept on the page; who looks further back is better served by an export.</summary>
    private const int MaxMovements = 500;

    private readonly LiveLevels _levels = new();
    private List<MovementItem> _movements = [];
    private long? _next;
    private bool _isReadingMore;
    private string? _shownSku;
    private ProductFilter _filter = new("");
    private Explanation? _past;
    private MovementTrace? _trace;
    private ProductView? _product;
    private Explanation? _explanation;
    private bool _mayAdjust;
    private bool _mayEdit;
    private bool _mayMap;

    /// <summary>From the address, in any spelling.</summary>
    [Parameter]
    public string Sku { get; set; } = "";

    private IStringLocalizer<ProductsPage> Text => text;

    /// <inheritdoc />
    protected override LiveTopics Topics => TopicsOf(Sku);

    /// <summary>The page of a product.</summary>
    public static string Address(string sku) => $"{ProductsFilter.Path}/{Uri.EscapeDataString(sku)}";

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        // The first load is the base's; here only the change from one product to another on the same page.
        if (_shownSku is not null && _shownSku != Sku)
        {
            Watch(TopicsOf(Sku));
            await ReloadAsync();
        }
    }

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var sku = Sku;
        var (adjust, edit) = (await Session.AllowsAsync(Permissions.StockAdjust, cancellationToken), await Session.AllowsAsync(Permissions.ProductsEdit, cancellationToken));
        var map = await Session.HoldsAsync(Permissions.ListingsEdit, cancellationToken);
        var scope = await Session.ScopeAsync(cancellationToken);
        var product = await products.FindAsync(sku, scope, cancellationToken);
        var filter = ProductFilter.Parse(sku, uri);
        // What has not happened yet is looked at as it is now.
        filter = filter.At < Clock.GetUtcNow() ? filter : filter with { At = null };
        var take = _shownSku == sku && _filter.At == filter.At ? Math.Clamp(_movements.Count, MovementsPerRead, MaxMovements) : MovementsPerRead;
        var movements = product is null ? null : await ledger.MovementsAsync(sku, before: null, filter.At, take, scope, cancellationToken);
        var explanation = product is null ? null : await ledger.ExplainAsync(sku, filter.At, scope, cancellationToken);
        var trace = filter.Movement is { } movement ? await traces.FindAsync(sku, movement, scope, cancellationToken) : null;
        return () =>
        {
            (_shownSku, _product, _mayAdjust, _mayEdit, _mayMap) = (sku, product, adjust, edit, map);
            _movements = [.. movements?.Items ?? []];
            _next = _movements.Count < MaxMovements ? movements?.Next : null;
            _explanation = explanation is CommandAnswer<Explanation>.Done done ? done.Value : null;
            (_filter, _trace, _past) = (filter, trace, filter.At is null ? null : _explanation);
            _levels.Reset(product is null ? [] : [(product.Sku, product.OnHand, product.Reserved)]);
        };
    }

    /// <inheritdoc />
    protected override async Task<bool> OnNewsAsync(LiveBatch news)
    {
        _levels.Take(news.Stock);
        if (_filter.At is not null)
        {
            // The past does not change.
            return false;
        }
        await ReloadAsync();
        return true;
    }

    private static LiveTopics TopicsOf(string sku) =>
        Domain.Values.Sku.TryParse(sku, out _, out _)
            ? LiveTopics.Of(LiveTopics.ProductPrefix + sku).With(LiveAreas.Products | LiveAreas.Channels)
            : LiveTopics.None;

    private async Task ReadMoreAsync()
    {
        if (_isReadingMore || _next is not { } before)
        {
            return;
        }
        _isReadingMore = true;
        try
        {
            var more = await ledger.MovementsAsync(Sku, before, _filter.At, MovementsPerRead, await Session.ScopeAsync(Gone), Gone);
            _movements.AddRange(more?.Items ?? []);
            _next = _movements.Count < MaxMovements ? more?.Next : null;
        }
        finally
        {
            _isReadingMore = false;
        }
    }

    private async Task AdjustAsync()
    {
        var dialog = await dialogs.ShowAsync<StockAdjustDialog>(
            text["AdjustTitle", _product!.Sku], new DialogParameters<StockAdjustDialog> { { d => d.Product, _product } });
        if (await dialog.Result is { Canceled: false })
        {
            await ReloadAsync();
        }
    }

    private async Task UndoAsync(MovementItem movement)
    {
        if (await dialogs.ConfirmWithReasonAsync(text["UndoTitle"], text["UndoQuestion", Numbers.Change(-(long)movement.Delta), _product!.Sku], text["Book"]) is { } note)
        {
            Session.TellUndone(await undos.UndoAsync(await Session.CommandAsync(), movement.Id, note.Length == 0 ? null : note, CancellationToken.None));
            await ReloadAsync();
        }
    }

    private async Task EditAsync()
    {
        var dialog = await dialogs.ShowAsync<ProductEditDialog>(
            text["EditTitle", _product!.Sku], new DialogParameters<ProductEditDialog> { { d => d.Product, _product } });
        if (await dialog.Result is { Canceled: false })
        {
            await ReloadAsync();
        }
    }
}
