using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Products;
using InventoryPortal.Components.Preferences;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Jobs;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace InventoryPortal.Components.Layout;

/// <summary>The commands of the palette. Each is offered to the roles that may; the stage that acts checks again.</summary>
public sealed class PaletteCommands(
    IDialogService dialogs, JobStore jobs, PreferenceStore preferences, PortalSession session, NavigationManager navigation, IJSRuntime script, IStringLocalizer<ShellTexts> text)
{
    /// <summary>Products whose stock is offered to be adjusted.</summary>
    private const int MaxAdjusted = 3;

    /// <summary>What somebody may do; <paramref name="hits"/> are products that were found.</summary>
    public IEnumerable<PaletteEntry> For(Rights rights, IReadOnlyList<ProductView> hits)
    {
        if (rights.Allows(Permissions.StockAdjust))
        {
            foreach (var product in hits.Take(MaxAdjusted))
            {
                // It was found by the same text as its product.
                yield return Command(text["CommandAdjust", product.Sku], Icons.Material.Outlined.SwapVert, () => AdjustAsync(product), $"{product.Name} {product.Barcode}");
            }
        }
        if (rights.Allows(Permissions.SyncControl))
        {
            yield return Command(text["CommandSyncAll"], Icons.Material.Outlined.Sync, SyncAllAsync, "sync");
        }
        if (rights.Allows(Permissions.ProductsEdit))
        {
            yield return Command(text["CommandNewProduct"], Icons.Material.Filled.Add, CreateProductAsync, "new product");
        }
        if (rights.Allows(Permissions.ChannelsConnect))
        {
            yield return Command(text["CommandConnect"], Icons.Material.Outlined.AddBusiness, () => GoAsync("/channels"), "connect channel");
        }
        foreach (var theme in Enum.GetValues<ThemeChoice>())
        {
            yield return Command(text["CommandTheme" + theme], Icons.Material.Outlined.Contrast, () => ThemeAsync(theme), $"theme {theme}");
        }
        yield return Command(text["CommandKeys"], Icons.Material.Outlined.Keyboard, () => KeysAsync(rights), "keyboard shortcuts");
    }

    /// <summary>Opens the sheet of keys.</summary>
    public Task KeysAsync(Rights? rights) =>
        dialogs.ShowAsync<KeysDialog>(text["Keys"], new DialogParameters<KeysDialog> { { d => d.Places, PortalPlaces.For(rights, hasLab: false) } });

    private static PaletteEntry Command(string title, string icon, Func<Task> act, string also) =>
        new(PaletteGroup.Commands, title, icon, also, Act: act);

    private async Task AdjustAsync(ProductView product) =>
        await dialogs.ShowAsync<StockAdjustDialog>(text["AdjustTitle", product.Sku], new DialogParameters<StockAdjustDialog> { { d => d.Product, product } });

    private async Task CreateProductAsync()
    {
        var dialog = await dialogs.ShowAsync<ProductCreateDialog>(text["CommandNewProduct"]);
        if (await dialog.Result is { Canceled: false, Data: string sku })
        {
            navigation.NavigateTo(ProductPage.Address(sku));
        }
    }

    private async Task SyncAllAsync() =>
        session.Tell(await jobs.EnqueueAsync(await session.CommandAsync(), new JobRequest(SyncJobKind.FullSync), CancellationToken.None), text["SyncStarted"]);

    private Task GoAsync(string href)
    {
        navigation.NavigateTo(href);
        return Task.CompletedTask;
    }

    // Seen at once; kept for the next document, here and elsewhere.
    private async Task ThemeAsync(ThemeChoice theme)
    {
        await script.InvokeVoidAsync("portal.theme", theme.ToString().ToLowerInvariant());
        if (await session.FindCallerAsync() is { } caller)
        {
            var look = PersonalLook.Parse(await preferences.FindAsync(caller, PersonalLook.PreferenceName, CancellationToken.None));
            await preferences.KeepAsync(caller, PersonalLook.PreferenceName, (look with { Theme = theme }).Write(), CancellationToken.None);
        }
    }
}
