using InventoryPortal.Catalog;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>Opens the dialog of a listing's mapping and rules, which more than one page offers.</summary>
public static class ListingDialogs
{
    /// <summary>True when something was saved.</summary>
    public static async Task<bool> EditListingAsync(this IDialogService dialogs, string title, ListingView listing)
    {
        var dialog = await dialogs.ShowAsync<ListingEditDialog>(
            title,
            new DialogParameters<ListingEditDialog> { { d => d.Listing, listing } },
            new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true, BackdropClick = false });
        return await dialog.Result is { Canceled: false };
    }
}
