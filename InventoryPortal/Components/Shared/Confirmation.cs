using MudBlazor;

namespace InventoryPortal.Components.Shared;

/// <summary>Asks before a deed.</summary>
public static class Confirmation
{
    /// <summary>True when the person confirmed.</summary>
    public static async Task<bool> ConfirmAsync(this IDialogService dialogs, string title, string text, string verb, bool grave = false) =>
        await AskAsync(dialogs, title, new DialogParameters<ConfirmDialog> { { d => d.Text, text }, { d => d.Verb, verb }, { d => d.IsGrave, grave } }) is not null;

    /// <summary>The reason given (possibly empty), or null when the person thought better of it.</summary>
    public static Task<string?> ConfirmWithReasonAsync(this IDialogService dialogs, string title, string text, string verb) =>
        AskAsync(dialogs, title, new DialogParameters<ConfirmDialog> { { d => d.Text, text }, { d => d.Verb, verb }, { d => d.AsksReason, true } });

    private static async Task<string?> AskAsync(IDialogService dialogs, string title, DialogParameters<ConfirmDialog> parameters)
    {
        var reference = await dialogs.ShowAsync<ConfirmDialog>(title, parameters);
        return await reference.Result is { Canceled: false, Data: string reason } ? reason : null;
    }
}
