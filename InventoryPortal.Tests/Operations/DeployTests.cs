using System.Text.RegularExpressions;
using InventoryPortal.Operations.Settings;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>The files by which it is put on machines say nothing that the program does not understand.</summary>
public sealed partial class DeployTests
{
    [Theory]
    [InlineData(".deploy/inventoryportal.service", 2)]
    [InlineData(".deploy/compose.yaml", 8)]
    [InlineData("InventoryPortal/InventoryPortal.csproj", 1)]
    public void Every_setting_in_a_file_is_one_that_the_portal_knows(string file, int least)
    {
        var keys = Variable().Matches(RepositoryFiles.Read(file)).Select(m => m.Value.Replace("__", ":", StringComparison.Ordinal)).Distinct().ToList();

        Assert.True(keys.Count >= least, $"Only {keys.Count} settings were found.");
        Assert.Equal([], keys.Where(k => SettingCatalogue.Find(k) is null));
    }

    [Fact]
    public void Nothing_runs_as_root_and_no_secret_is_written_down()
    {
        Assert.Contains("User=inventoryportal", RepositoryFiles.Read(".deploy/inventoryportal.service"), StringComparison.Ordinal);
        Assert.Contains("<ContainerUser>app</ContainerUser>", RepositoryFiles.Read("InventoryPortal/InventoryPortal.csproj"), StringComparison.Ordinal);
        Assert.All(
            Assigned().Matches(RepositoryFiles.Read(".deploy/compose.yaml")).Select(m => m.Groups[1].Value),
            value => Assert.StartsWith("${", value, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"PASSWORD=\S", RepositoryFiles.Read(".deploy/env.example"));
    }

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+(?:__[A-Za-z]+)+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?i)password[=:] ?([^\s,;]+)")]
    private static partial Regex Assigned();
}
