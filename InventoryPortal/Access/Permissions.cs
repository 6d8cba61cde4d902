using InventoryPortal.Domain.Values;

namespace InventoryPortal.Access;

/// <summary>What can be done, by stable name, the lowest role that may, and what a limit to channels leaves of it. The one table of rights.</summary>
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

    private static readonly Dictionary<string, PermissionRule> Rules = new(StringComparer.Ordinal)
    {
        [View] = new(Role.Viewer, Reach.Shared),
        [ViewsSave] = new(Role.Viewer, Reach.Shared),
        [AccountSecure] = new(Role.Viewer, Reach.Shared),
        [StockAdjust] = new(Role.Operator, Reach.Channel),
        [StockReserve] = new(Role.Operator, Reach.Channel),
        [SyncControl] = new(Role.Operator, Reach.Channel),
        [EventsReplay] = new(Role.Operator, Reach.Channel),
        [AlertsAcknowledge] = new(Role.Operator, Reach.Shared),
        [ErrorsResolve] = new(Role.Operator, Reach.Shared),
        [ProductsEdit] = new(Role.Editor, Reach.Shared),
        [ListingsEdit] = new(Role.Editor, Reach.Channel),
        [ViewsShare] = new(Role.Editor, Reach.Shared),
        [ChannelsApprove] = new(Role.Editor, Reach.Channel),
        [ChannelsRules] = new(Role.Editor, Reach.Channel),
        [ChannelsConnect] = new(Role.Admin, Reach.Channel),
        [PeopleManage] = new(Role.Admin, Reach.Portal),
        [SettingsManage] = new(Role.Admin, Reach.Portal),
    };

    /// <summary>Every permission with its rule, for the policies and for what a role can do, in the order it is shown in.</summary>
    public static IReadOnlyDictionary<string, PermissionRule> All => Rules;

    /// <summary>Whether the role holds the permission; an unknown permission is a bug and throws.</summary>
    public static bool Allows(Role role, string permission) => role >= Rules[permission].Lowest;
}

/// <summary>What a limit to some channels leaves of a permission.</summary>
public enum Reach
{
    /// <summary>It works on the whole portal: only who is limited to no channel holds it.</summary>
    Portal,

    /// <summary>It works on one channel, which must be among the caller's; where a deed names none it is on all of them, and only who is not limited may.</summary>
    Channel,

    /// <summary>It works on what all channels share: everybody of the role holds it, and a deed that names a channel needs that channel.</summary>
    Shared,
}

/// <summary>Who holds a permission.</summary>
/// <param name="Lowest">The lowest role that does.</param>
/// <param name="Reach">What a limit to some channels leaves of it.</param>
public sealed record PermissionRule(Role Lowest, Reach Reach);
