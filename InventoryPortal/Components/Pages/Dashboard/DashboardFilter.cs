using InventoryPortal.Components.Shared;

namespace InventoryPortal.Components.Pages.Dashboard;

/// <summary>How the dashboard is shown; the address is its only home.</summary>
/// <param name="IsKiosk">For a screen on the wall: no menus, large figures.</param>
public sealed record DashboardFilter(bool IsKiosk)
{
    public const string Path = "/";

    private const string On = "1";

    public static DashboardFilter Parse(Uri uri) => new(UriState.Read(uri).Text("kiosk") == On);

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("kiosk", IsKiosk ? On : null));
}
