using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>The list of products. Levels change in place; the list itself is read again only when products change.</summary>
public sealed partial class ProductsPage(ProductQueries products, IDialogService dialogs, IStringLocalizer<ProductsPage> text) : PortalPageBase
{
    private readonly LiveLevels _levels = new();
    private ProductsFilter _filter = new(null, null, "sku", 1);
    private Paged<ProductView>? _products;
    private bool _mayEdit;

    private IStringLocalizer<ProductsPage> Text => text;

    private bool IsFiltered => _filter.Search is not null || _filter.Stock is not null;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        .. new StockBand?[] { null, StockBand.Low, StockBand.Out, StockBand.Ok }.Select(stock => new TabLinks.Tab(
            text["Filter" + (stock?.ToString() ?? "All")], (_filter with { Stock = stock, Page = 1 }).ToUri(), stock == _filter.Stock)),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of(LiveTopics.Stock).With(LiveAreas.Products);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = ProductsFilter.Parse(uri);
        var mayEdit = await Session.AllowsAsync(Permissions.ProductsEdit, cancellationToken);
        var list = await products.ListAsync(
            new ProductSearch(filter.Search, filter.Stock, ProductSort.Parse(filter.Sort) ?? default),
            new PageRequest(filter.Page, ProductsFilter.PageSize),
            cancellationToken);
        return () =>
        {
            (_filter, _products, _mayEdit) = (filter, list, mayEdit);
            _levels.Reset(list.Items.Select(p => (p.Sku, p.OnHand, p.Reserved)));
        };
    }

    /// <inheritdoc />
    protected override async Task<bool> OnNewsAsync(LiveBatch news)
    {
        _levels.Take(news.Stock);
        if (!news.Gap && !news.Touched.HasFlag(LiveAreas.Products))
        {
            // The cells have rendered themselves.
            return false;
        }
        await ReloadAsync();
        return true;
    }

    private string PageAddress(int page) => (_filter with { Page = page }).ToUri();

    private string SortAddress(string sort) => (_filter with { Sort = sort, Page = 1 }).ToUri();

    private void SearchFor(string? search)
    {
        var wanted = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        if (wanted != _filter.Search)
        {
            // Typing replaces the address, so that going back does not go through every letter.
            Navigation.NavigateTo((_filter with { Search = wanted, Page = 1 }).ToUri(), replace: true);
        }
    }

    private async Task CreateAsync()
    {
        var dialog = await dialogs.ShowAsync<ProductCreateDialog>(text["New"]);
        if (await dialog.Result is { Canceled: false, Data: string sku })
        {
            Navigation.NavigateTo(ProductPage.Address(sku));
        }
    }
}
