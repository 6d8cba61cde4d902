using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Products;

/// <summary>The list of products. Levels change in place; the list itself is read again only when products change.</summary>
public sealed partial class ProductsPage(
    ProductQueries products, ChannelQueries channels, PreferenceStore preferences, IDialogService dialogs, IStringLocalizer<ProductsPage> text) : PortalPageBase
{
    /// <summary>Channels that may be chosen: more than a merchant has.</summary>
    private const int MaxChannels = 100;

    private readonly LiveLevels _levels = new();
    private ProductsFilter _filter = new();
    private Paged<ProductView>? _products;
    private IReadOnlyList<ChannelView> _channels = [];
    private IReadOnlyList<ProductColumn> _columns = ProductColumns.Standard;
    private bool _mayEdit;
    private bool _mayCount;

    private IStringLocalizer<ProductsPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        .. new StockBand?[] { null, StockBand.Low, StockBand.Out, StockBand.Oversold, StockBand.Reserved, StockBand.Ok }.Select(stock => new TabLinks.Tab(
            text["Filter" + (stock?.ToString() ?? "All")], (_filter with { Stock = stock, Page = 1 }).ToUri(), stock == _filter.Stock)),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of(LiveTopics.Stock).With(LiveAreas.Products);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = ProductsFilter.Parse(uri);
        var mayEdit = await Session.AllowsAsync(Permissions.ProductsEdit, cancellationToken);
        var mayCount = await Session.AllowsAsync(Permissions.StockAdjust, cancellationToken);
        var caller = await Session.FindCallerAsync();
        var shops = caller is null ? [] : (await channels.ListAsync(caller, new PageRequest(1, MaxChannels), cancellationToken)).Items;
        var liked = caller is null ? null : await preferences.FindAsync(caller, PreferenceStore.ProductColumns, cancellationToken);
        var list = await products.ListAsync(filter.ToSearch() with { Scope = ChannelScope.Write(await Session.ScopeAsync(cancellationToken)) }, new PageRequest(filter.Page, ProductsFilter.PageSize), cancellationToken);
        return () =>
        {
            (_filter, _products, _channels, _mayEdit, _mayCount) = (filter, list, shops, mayEdit, mayCount);
            _columns = ProductColumns.Parse(filter.Columns) ?? ProductColumns.Parse(liked) ?? ProductColumns.Standard;
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

    // What a phone has no room for is a tap away, on the product's page.
    private static string? ClassOf(ProductColumn column) => column switch
    {
        ProductColumn.Name => "wide hide-small",
        ProductColumn.Available => "num",
        ProductColumn.OnHand or ProductColumn.Reserved or ProductColumn.Buffer or ProductColumn.Threshold => "num hide-small",
        ProductColumn.Barcode => "mono hide-small",
        ProductColumn.Changed => "hide-medium",
        _ => null,
    };

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

    private void ChooseChannel(ChangeEventArgs change) =>
        Navigation.NavigateTo((_filter with { Channel = change.Value is string { Length: > 0 } key ? key : null, Page = 1 }).ToUri());

    private void ChooseListing(ChangeEventArgs change) =>
        Navigation.NavigateTo((_filter with { Listing = Enum.TryParse<ListingBand>(change.Value as string, out var band) ? band : null, Page = 1 }).ToUri());

    // What is chosen is remembered; an address that names columns would win over it, so it names none any more.
    private async Task ChooseColumnsAsync(IReadOnlyList<ProductColumn> columns)
    {
        if (await Session.FindCallerAsync() is { } caller)
        {
            await preferences.KeepAsync(caller, PreferenceStore.ProductColumns, ProductColumns.Write(columns), CancellationToken.None);
        }
        if (_filter.Columns is null)
        {
            await ReloadAsync();
        }
        else
        {
            Navigation.NavigateTo((_filter with { Columns = null }).ToUri(), replace: true);
        }
    }

    private async Task BulkEditAsync()
    {
        var parameters = new DialogParameters<BulkEditDialog> { { d => d.Search, _filter.ToSearch() }, { d => d.Total, _products!.Total } };
        var dialog = await dialogs.ShowAsync<BulkEditDialog>(text["BulkTitle", Numbers.Of(_products.Total)], parameters);
        if (await dialog.Result is { Canceled: false })
        {
            await ReloadAsync();
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
