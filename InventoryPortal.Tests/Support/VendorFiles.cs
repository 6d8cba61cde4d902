using System.Text.Json;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>The vendors' own contract files. They are not in the repository: whoever has them names their folder.</summary>
internal static class VendorFiles
{
    public const string Variable = "INVENTORYPORTAL_CONTRACTS";

    /// <summary>A folder of them; the test is skipped, saying why, where nobody says where they are.</summary>
    /// <param name="under">Such as <c>ebay/openapi</c>.</param>
    public static string Folder(string under)
    {
        var folder = Path.Combine(Root(), under);
        Assert.True(Directory.Exists(folder), $"{Variable} names a folder that holds no {under}.");
        return folder;
    }

    /// <summary>Whether the folder has a file; the test is skipped, saying why, where nobody names a folder.</summary>
    /// <param name="path">Below the folder, such as <c>vectors/signature-vectors.json</c>.</param>
    public static bool Has(string path) => File.Exists(Path.Combine(Root(), path));

    /// <summary>Parses a file; the test is skipped, saying why, where there is none.</summary>
    public static JsonElement Read(string path)
    {
        Assert.SkipUnless(Has(path), $"The folder of {Variable} has no {path}.");
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), path)));
        return document.RootElement.Clone();
    }

    private static string Root()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrWhiteSpace(folder), $"Compares with the vendor's own files when {Variable} names a folder that holds them.");
        return folder!;
    }
}
