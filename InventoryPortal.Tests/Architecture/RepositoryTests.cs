using System.Text.RegularExpressions;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Architecture;

/// <summary>The files themselves keep the house in order.</summary>
public sealed partial class RepositoryTests
{
    /// <summary>Lines of one file that a person still reads in one go.</summary>
    private const int MaxFileLines = 300;

    private const int MaxReadmeLines = 200;

    private static readonly string[] TopLevel =
        ["InventoryPortal", "InventoryPortal.Domain", "InventoryPortal.Tests", "InventoryPortal.sln", "migrations", "README.md", "global.json", "LICENSE"];

    // Written in two parts, so that this file does not break its own rule.
    private static readonly string[] BannedText =
        ["#pragma" + " warning disable", "TO" + "DO", "HA" + "CK", "NotImplemented" + "Exception", "SuppressMessage" + "("];

    [Fact]
    public void The_top_level_holds_nothing_else() => Assert.Empty(Strangers(RepositoryFiles.All));

    [Fact]
    public void A_stranger_at_the_top_level_is_found() =>
        Assert.Equal(["scripts", "notes.md"], Strangers(["scripts/run.sh", "notes.md", ".ci/run", "Directory.Build.props", "README.md"]));

    [Fact]
    public void The_readme_is_short_enough_to_be_read() => Assert.InRange(RepositoryFiles.LineCount("README.md"), 1, MaxReadmeLines);

    [Fact]
    public void No_file_is_longer_than_a_person_reads() =>
        Assert.Empty(from file in RepositoryFiles.Sources let lines = RepositoryFiles.LineCount(file) where lines > MaxFileLines select $"{file}: {lines}");

    [Fact]
    public void No_source_hides_a_warning_or_puts_work_off() =>
        Assert.Empty(from file in RepositoryFiles.Sources from text in Banned(RepositoryFiles.Read(file)) select $"{file}: {text}");

    [Fact]
    public void A_hidden_warning_is_found() => Assert.Single(Banned("#pragma" + " warning disable CS0168"));

    [Fact]
    public void No_project_silences_warnings() =>
        Assert.Empty(from file in RepositoryFiles.All
                     where file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal)
                     where RepositoryFiles.Read(file).Contains("<No" + "Warn", StringComparison.Ordinal)
                     select file);

    [Fact]
    public void Raw_SQL_is_written_in_the_dialects_only() =>
        Assert.Empty(from file in RepositoryFiles.Sources
                     where file.StartsWith("InventoryPortal/", StringComparison.Ordinal) && !file.StartsWith("InventoryPortal/Persistence/Providers/", StringComparison.Ordinal)
                     from call in new[] { "FromSql", "SqlQuery", "ExecuteSql" }
                     where RepositoryFiles.Read(file).Contains(call, StringComparison.Ordinal)
                     select $"{file}: {call}");

    [Fact]
    public void Namespaces_follow_the_folders() =>
        Assert.Empty(RepositoryFiles.Sources
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && !f.Contains("/Canaries/", StringComparison.Ordinal))
            .Select(f => Misplaced(f, RepositoryFiles.Read(f)))
            .OfType<string>());

    [Fact]
    public void A_namespace_that_does_not_follow_its_folder_is_found()
    {
        Assert.NotNull(Misplaced("InventoryPortal/Ledger/StockStore.cs", "namespace InventoryPortal.Intake;\n"));
        Assert.Null(Misplaced("InventoryPortal/Ledger/StockStore.cs", "namespace InventoryPortal.Ledger;\n"));
    }

    [Fact]
    public void The_clock_and_sleeping_are_banned_from_the_compilation()
    {
        var props = RepositoryFiles.Read("Directory.Build.props");

        Assert.Contains("BannedApiAnalyzers", props, StringComparison.Ordinal);
        foreach (var symbol in new[] { "P:System.DateTime.UtcNow", "P:System.DateTimeOffset.UtcNow", "M:System.Threading.Thread.Sleep" })
        {
            Assert.Contains(symbol, RepositoryFiles.Read(".config/BannedSymbols.Product.txt"), StringComparison.Ordinal);
        }
        Assert.Contains("M:System.Threading.Tasks.Task.Delay", RepositoryFiles.Read(".config/BannedSymbols.Tests.txt"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Strangers(IEnumerable<string> files) =>
        files.Select(f => f.Split('/')[0]).Distinct()
            .Where(name => !name.StartsWith('.') && !TopLevel.Contains(name) && !DirectoryProps().IsMatch(name));

    private static IEnumerable<string> Banned(string text) => BannedText.Where(b => text.Contains(b, StringComparison.Ordinal));

    private static string? Misplaced(string file, string text)
    {
        var expected = string.Join('.', file.Split('/').SkipLast(1));
        var declared = Declaration().Match(text);
        return !declared.Success || declared.Groups[1].Value == expected ? null : $"{file} declares {declared.Groups[1].Value}";
    }

    [GeneratedRegex(@"^Directory\..+\.props$")]
    private static partial Regex DirectoryProps();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
