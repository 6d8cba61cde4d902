using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Layout;

/// <summary>Bar, drawer and the region of the page.</summary>
public sealed partial class MainLayout
{
    private bool _dark;
    private bool _open = true;

    [CascadingParameter]
    private BrowserFacts? Facts { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    // The document has a base element, so a bare fragment would lead to the dashboard.
    private string SkipTarget => $"{Navigation.Uri.Split('#')[0]}#content";

    protected override void OnInitialized() => _dark = Facts?.Dark ?? false;

    private void ToggleDrawer() => _open = !_open;
}
