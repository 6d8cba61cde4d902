using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.LiveFeed;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Schedules;

/// <summary>What runs when, how it came out and what comes next. The table is live, the page only follows its address.</summary>
public sealed partial class SchedulesPage(IStringLocalizer<SchedulesPage> text) : PortalPageBase
{
    private SchedulesFilter _filter = new();
    private bool _mayControl;
    private bool _maySetTimes;

    private IStringLocalizer<SchedulesPage> Text => text;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = SchedulesFilter.Parse(uri);
        var mayControl = await Session.AllowsAsync(Permissions.SyncControl, cancellationToken);
        var maySetTimes = await Session.AllowsAsync(Permissions.SettingsManage, cancellationToken);
        return () => (_filter, _mayControl, _maySetTimes) = (filter, mayControl, maySetTimes);
    }
}
