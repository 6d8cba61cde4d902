using Xunit;

namespace InventoryPortal.Tests.Architecture;

/// <summary>Every rule can fail: it finds the type that was made to break it, and not the ones beside it.</summary>
public sealed class CanaryTests
{
    private const string Root = "Canary";
    private static readonly IReadOnlyList<ScannedType> Types = AssemblyScan.Read(typeof(CanaryTests).Assembly.Location);

    [Fact]
    public void Using_a_stage_above_is_found_even_inside_an_async_lambda() =>
        Found(StageRules.StageUse(Types, Root), "Canary.Persistence.UpwardStore uses Ledger");

    [Fact]
    public void A_folder_that_is_no_stage_is_found() =>
        Found(StageRules.StageUse(Types, Root), "Canary.Shipping.Anything is in Shipping");

    [Theory]
    [InlineData("Canary.Components.TableReader uses Microsoft.EntityFrameworkCore.")]
    [InlineData("Canary.Access.ColourChoice uses MudBlazor.")]
    [InlineData("Canary.Intake.Caller uses System.Net.Http.")]
    [InlineData("Canary.Intake.Nightly uses Coravel.")]
    public void A_library_away_from_home_is_found(string beginning) => Found(StageRules.LibraryHomes(Types, Root), beginning);

    [Theory]
    [InlineData("Canary.Ledger.StockRow ends in Row")]
    [InlineData("Canary.Ledger.StockManager ends in Manager")]
    [InlineData("Canary.Ledger.Looper is a loop")]
    [InlineData("Canary.Intake.Nightly is a Coravel invocable")]
    [InlineData("Canary.Components.Nameless has a route")]
    public void A_name_that_misleads_is_found(string beginning) => Found(StageRules.NameEndings(Types, Root), beginning);

    [Fact]
    public void Chance_inside_the_domain_is_found() => Found(StageRules.DomainPurity(Types, Root), "Canary.Domain.Dice calls System.Guid::NewGuid");

    [Fact]
    public void A_stage_without_a_feature_is_found() => Found(StageRules.Features(Types, Root), "Ledger has 0 types");

    [Fact]
    public void What_breaks_no_rule_is_left_alone()
    {
        var complaints = StageRules.StageUse(Types, Root).Concat(StageRules.LibraryHomes(Types, Root)).Concat(StageRules.NameEndings(Types, Root));

        Assert.DoesNotContain(complaints, c => c.StartsWith("Canary.Ledger.ClosedQueries ", StringComparison.Ordinal));
    }

    private static void Found(IEnumerable<string> complaints, string beginning) =>
        Assert.Contains(complaints, c => c.StartsWith(beginning, StringComparison.Ordinal));
}
