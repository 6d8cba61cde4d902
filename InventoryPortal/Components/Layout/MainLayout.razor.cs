using InventoryPortal.Access.Factors;
using InventoryPortal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace InventoryPortal.Components.Layout;

/// <summary>Bar, drawer and the region of the page.</summary>
public sealed partial class MainLayout
{
    private bool _open = true;
    private bool _isShut;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private PortalSession Session { get; set; } = null!;

    // The document has a base element, so a bare fragment would lead to the dashboard.
    private string SkipTarget => $"{Navigation.Uri.Split('#')[0]}#content";

    // The browser waits for this to open again what a reload closed.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        try
        {
            await Script.InvokeVoidAsync("portal.alive", await Session.PersonKeyAsync());
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // Nobody is there any more.
        }
    }

    private bool IsBodyOpen => !_isShut || new Uri(Navigation.Uri).AbsolutePath == SecondFactorRule.SetUpPath;

    private void Shut(bool isShut) => _isShut = isShut;

    private void ToggleDrawer() => _open = !_open;
}
