using InventoryPortal.Domain.Values;

namespace InventoryPortal.Access;

/// <summary>What can be done, by stable name, and the lowest role that may. The one table of rights.</summary>
public static class Permissions
{
    public const string View = "view";
    public const string ViewsSave = "views.save";
    public const string AccountSecure = "account.secure";
    public const string StockAdjust = "stock.adjust";
    public const string StockReserve = "stock.reserve";
    public const string SyncControl = "sync.control";
    public const string EventsReplay = "events.replay";
    public const string AlertsAcknowledge = "alerts.acknowledge";
    public const string ErrorsResolve = "errors.resolve";
    public const string ProductsEdit = "products.edit";
    public const string ListingsEdit = "listings.edit";
    public const string ViewsShare = "views.share";
    public const string ChannelsApprove = "channels.approve";
    public const string ChannelsRules = "channels.rules";
    public const string ChannelsConnect = "channels.connect";
    public const string PeopleManage = "people.manage";
    public const string SettingsManage = "settings.manage";

    private static readonly Dictionary<string, Role> Lowest = new(StringComparer.Ordinal)
    {
        [View] = Role.Viewer,
        [ViewsSave] = Role.Viewer,
        [AccountSecure] = Role.Viewer,
        [StockAdjust] = Role.Operator,
        [StockReserve] = Role.Operator,
        [SyncControl] = Role.Operator,
        [EventsReplay] = Role.Operator,
        [AlertsAcknowledge] = Role.Operator,
        [ErrorsResolve] = Role.Operator,
        [ProductsEdit] = Role.Editor,
        [ListingsEdit] = Role.Editor,
        [ViewsShare] = Role.Editor,
        [ChannelsApprove] = Role.Editor,
        [ChannelsRules] = Role.Editor,
        [ChannelsConnect] = Role.Admin,
        [PeopleManage] = Role.Admin,
        [SettingsManage] = Role.Admin,
    };

    /// <summary>Every permission with its lowest role, for the matrix of what a role can do.</summary>
    public static IReadOnlyDictionary<string, Role> All => Lowest;

    /// <summary>Whether the role holds the permission; an unknown permission is a bug and throws.</summary>
    public static bool Allows(Role role, string permission) => role >= Lowest[permission];
}
