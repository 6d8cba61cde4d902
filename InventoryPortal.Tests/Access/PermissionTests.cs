using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class PermissionTests
{
    /// <summary>Permission and what Viewer, Operator, Editor and Admin hold of it, written out a second time on purpose.</summary>
    private static readonly Dictionary<string, string> Matrix = new()
    {
        ["view"] = "VOEA",
        ["views.save"] = "VOEA",
        ["account.secure"] = "VOEA",
        ["stock.adjust"] = "-OEA",
        ["stock.reserve"] = "-OEA",
        ["sync.control"] = "-OEA",
        ["events.replay"] = "-OEA",
        ["alerts.acknowledge"] = "-OEA",
        ["errors.resolve"] = "-OEA",
        ["products.edit"] = "--EA",
        ["listings.edit"] = "--EA",
        ["views.share"] = "--EA",
        ["channels.approve"] = "--EA",
        ["channels.rules"] = "--EA",
        ["channels.connect"] = "---A",
        ["people.manage"] = "---A",
        ["settings.manage"] = "---A",
    };

    public static TheoryData<string, Role, bool> Cells()
    {
        var cells = new TheoryData<string, Role, bool>();
        foreach (var (permission, holders) in Matrix)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                cells.Add(permission, role, holders[(int)role] != '-');
            }
        }
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_role_holds_what_the_matrix_says(string permission, Role role, bool holds) =>
        Assert.Equal(holds, Permissions.Allows(role, permission));

    [Fact]
    public void Every_permission_is_in_the_matrix() =>
        Assert.Equal(Matrix.Keys.Order(StringComparer.Ordinal), Permissions.All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void An_unknown_permission_is_a_bug_and_not_a_no() =>
        Assert.Throws<KeyNotFoundException>(() => Permissions.Allows(Role.Admin, "stock.conjure"));

    [Theory]
    [InlineData(Permissions.PeopleManage, "north")]
    [InlineData(Permissions.PeopleManage, null)]
    [InlineData(Permissions.SettingsManage, null)]
    [InlineData(Permissions.SyncControl, null)]
    [InlineData(Permissions.StockAdjust, null)]
    public void Who_is_limited_to_channels_does_nothing_to_all_of_them(string permission, string? channel) =>
        Assert.False(new Rights(Role.Admin, new HashSet<string> { "north" }).Allows(permission, channel));

    [Fact]
    public void A_key_limited_to_channels_holds_its_rights_only_there()
    {
        var rights = new Rights(Role.Admin, new HashSet<string> { "north" });
        Assert.True(rights.Allows(Permissions.ChannelsConnect, "north"));
        Assert.False(rights.Allows(Permissions.ChannelsConnect, "south"));
        Assert.True(rights.Allows(Permissions.View));
    }
}
