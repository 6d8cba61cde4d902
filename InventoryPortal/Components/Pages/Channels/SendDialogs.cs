using MudBlazor;

namespace InventoryPortal.Components.Pages.Channels;

/// <summary>Asks before numbers are sent that were held back, with what that changes.</summary>
public static class SendDialogs
{
    /// <summary>True when the person confirmed.</summary>
    /// <param name="verb">The deed, as the title and on the button.</param>
    /// <param name="channel">The channel's key.</param>
    /// <param name="text">What will happen, in a sentence.</param>
    /// <param name="awaiting">Only what waits for approval.</param>
    public static async Task<bool> AskToSendAsync(this IDialogService dialogs, string verb, string channel, string text, bool awaiting)
    {
        var dialog = await dialogs.ShowAsync<SendDialog>(
            verb,
            new DialogParameters<SendDialog> { { d => d.Channel, channel }, { d => d.Question, text }, { d => d.Verb, verb }, { d => d.Awaiting, awaiting } },
            new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true });
        return await dialog.Result is { Canceled: false };
    }
}
