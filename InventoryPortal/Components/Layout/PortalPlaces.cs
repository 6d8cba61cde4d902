using InventoryPortal.Access;
using InventoryPortal.Lab;
using MudBlazor;

namespace InventoryPortal.Components.Layout;

/// <summary>A page that the menu, the palette and the keys lead to.</summary>
/// <param name="Href">Its address.</param>
/// <param name="Word">Its name in the resource of words.</param>
/// <param name="Icon">Its sign.</param>
/// <param name="Key">The letter that follows <c>g</c>.</param>
/// <param name="Permission">Who may go there.</param>
public sealed record PortalPlace(string Href, string Word, string Icon, char Key, string Permission = Permissions.View);

/// <summary>The one table of the places of the portal.</summary>
public static class PortalPlaces
{
    /// <summary>Where the Lab is, when it is on.</summary>
    public static readonly PortalPlace Lab = new("/lab", "NavLab", Icons.Material.Outlined.Science, 'l', LabDesk.Permission);

    public static readonly IReadOnlyList<PortalPlace> All =
    [
        new("/", "NavDashboard", Icons.Material.Outlined.Dashboard, 'd'),
        new("/products", "NavProducts", Icons.Material.Outlined.Inventory2, 'p'),
        new("/channels", "NavChannels", Icons.Material.Outlined.Storefront, 'c'),
        new("/mapping", "NavMapping", Icons.Material.Outlined.Link, 'm'),
        new("/reconcile", "NavReconcile", Icons.Material.Outlined.CompareArrows, 'r'),
        new("/import", "NavImport", Icons.Material.Outlined.UploadFile, 'f'),
        new("/sync", "NavSync", Icons.Material.Outlined.Sync, 's'),
        new("/schedules", "NavSchedules", Icons.Material.Outlined.Schedule, 'w'),
        new("/inbox", "NavInbox", Icons.Material.Outlined.Inbox, 'i'),
        new("/risk", "NavRisk", Icons.Material.Outlined.Insights, 'k'),
        new("/alerts", "NavAlerts", Icons.Material.Outlined.NotificationsActive, 'a'),
        new("/activity", "NavActivity", Icons.Material.Outlined.History, 'h'),
        new("/errors", "NavErrors", Icons.Material.Outlined.BugReport, 'e'),
        new("/users", "NavUsers", Icons.Material.Outlined.People, 'u', Permissions.PeopleManage),
        new("/settings", "NavSettings", Icons.Material.Outlined.Settings, 't', Permissions.SettingsManage),
        new("/preferences", "NavPreferences", Icons.Material.Outlined.Tune, 'o'),
    ];

    /// <summary>Those that somebody may open.</summary>
    public static IReadOnlyList<PortalPlace> For(Rights? rights, bool hasLab) =>
        [.. (hasLab ? All.Append(Lab) : All).Where(p => rights?.Allows(p.Permission) == true)];
}
