using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Channels;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.Lab;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Layout;

/// <summary>Finds what the palette offers one person: pages, products, channels and commands, each only where the role may use it.</summary>
public sealed class PaletteSearch(
    ProductQueries products, ChannelQueries channels, PaletteCommands commands, PortalSession session, IEnumerable<LabDesk> lab, IStringLocalizer<Words> words)
{
    /// <summary>Products offered at once: more are a search of the list.</summary>
    public const int MaxProducts = 6;

    /// <summary>Channels offered at once, of <see cref="MaxKnownChannels"/>.</summary>
    private const int MaxChannels = 5;

    /// <summary>More than a merchant has.</summary>
    private const int MaxKnownChannels = 100;

    /// <summary>What answers to the text; without one, the pages and the commands.</summary>
    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (await session.FindCallerAsync() is not { } caller || await session.RightsAsync(cancellationToken) is not { } rights)
        {
            return [];
        }
        var wanted = text.Trim();
        var found = new List<PaletteEntry>();
        found.AddRange(PortalPlaces.For(rights, lab.Any()).Select(PageOf));
        IReadOnlyList<ProductView> hits = wanted.Length == 0 ? [] : await products.SuggestAsync(wanted, MaxProducts, cancellationToken);
        found.AddRange(commands.For(rights, hits));
        found.RemoveAll(e => !e.Answers(wanted));
        found.AddRange(hits.Select(ProductOf));
        if (wanted.Length > 0)
        {
            var shops = await channels.ListAsync(caller, new PageRequest(1, MaxKnownChannels), cancellationToken);
            found.AddRange(shops.Items.Select(ChannelOf).Where(e => e.Answers(wanted)).Take(MaxChannels));
        }
        return [.. found.OrderBy(e => e.Group)];
    }

    // The address answers too, so that an English word finds the page in any language.
    private PaletteEntry PageOf(PortalPlace place) => new(PaletteGroup.Pages, words[place.Word], place.Icon, place.Href, Href: place.Href);

    private static PaletteEntry ProductOf(ProductView product) => new(
        PaletteGroup.Products, product.Name, Icons.Material.Outlined.Inventory2, Detail: product.Sku, Href: ProductPage.Address(product.Sku));

    private PaletteEntry ChannelOf(ChannelView channel) => new(
        PaletteGroup.Channels, channel.Name, Icons.Material.Outlined.Storefront, channel.Key, words["KindName" + channel.Kind], ChannelPage.Address(channel.Key));
}
