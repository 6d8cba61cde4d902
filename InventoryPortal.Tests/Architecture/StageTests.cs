using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Xunit;

namespace InventoryPortal.Tests.Architecture;

/// <summary>The compiled portal keeps the map of stages.</summary>
public sealed class StageTests
{
    private const string Root = "InventoryPortal";
    private static readonly string DomainFile = typeof(Sku).Assembly.Location;
    private static readonly IReadOnlyList<ScannedType> Portal =
        [.. AssemblyScan.Read(typeof(PortalDbContext).Assembly.Location), .. AssemblyScan.Read(DomainFile)];

    [Fact]
    public void A_stage_uses_only_the_stages_that_the_map_allows() => Holds(StageRules.StageUse(Portal, Root));

    [Fact]
    public void A_library_is_named_only_in_its_home() => Holds(StageRules.LibraryHomes(Portal, Root));

    [Fact]
    public void Name_endings_mean_what_they_say() => Holds(StageRules.NameEndings(Portal, Root));

    [Fact]
    public void One_feature_registers_each_stage() => Holds(StageRules.Features(Portal, Root));

    [Fact]
    public void The_domain_takes_clock_ids_and_the_outside_world_as_inputs() => Holds(StageRules.DomainPurity(Portal, Root));

    [Fact]
    public void The_domain_refers_to_the_base_class_library_only()
    {
        var foreign = AssemblyScan.References(DomainFile).Where(r => r is not "netstandard" && !r.StartsWith("System", StringComparison.Ordinal));

        Holds(foreign);
    }

    [Fact]
    public void The_scan_sees_the_portal()
    {
        // An empty scan would keep every rule.
        Assert.Contains(Portal, t => t.StageUnder(Root) == "Access" && t.Types.Contains("InventoryPortal.Persistence.PortalDatabase"));
        Assert.Contains(Portal, t => t.StageUnder(Root) == "Persistence" && t.Types.Any(u => u.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal)));
    }

    private static void Holds(IEnumerable<string> complaints)
    {
        var all = complaints.Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, string.Join(Environment.NewLine, all));
    }
}
