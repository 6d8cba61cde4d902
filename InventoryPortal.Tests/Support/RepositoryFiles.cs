using System.ComponentModel;
using System.Diagnostics;

namespace InventoryPortal.Tests.Support;

/// <summary>The repository's own files, for the tests that keep its shape.</summary>
public static class RepositoryFiles
{
    private static readonly string[] NeverOurs = ["bin", "obj", ".git", ".vs", ".idea", "TestResults", "artifacts", "data"];

    /// <summary>Folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to <see cref="Root"/>, with forward slashes: what git tracks or would track, else the folder itself.</summary>
    public static IReadOnlyList<string> All { get; } = (FromGit() ?? FromFolder()).Where(f => File.Exists(Path.Combine(Root, f))).ToList();

    /// <summary>Source written by people: C# and Razor, without what the migrations tool writes.</summary>
    public static IEnumerable<string> Sources =>
        All.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !f.StartsWith("migrations/", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static int LineCount(string path) => File.ReadLines(Path.Combine(Root, path)).Count();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "InventoryPortal.sln")))
            {
                return folder.FullName;
            }
        }
        throw new InvalidOperationException("The tests run outside the repository.");
    }

    private static List<string>? FromGit()
    {
        try
        {
            var start = new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard")
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)] : null;
        }
        catch (Win32Exception)
        {
            // No git here: an unpacked archive.
            return null;
        }
    }

    private static IEnumerable<string> FromFolder() =>
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').SkipLast(1).Any(NeverOurs.Contains));
}
