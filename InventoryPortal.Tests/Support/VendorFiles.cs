using System.Text.Json;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>The vendors' own contract files. They are not in the repository: whoever has them names their folder.</summary>
internal static class VendorFiles
{
    public const string Variable = "INVENTORYPORTAL_CONTRACTS";

    /// <summary>Whether the folder has a file; the test is skipped, saying why, where nobody names a folder.</summary>
    /// <param name="path">Below the folder, such as <c>vectors/signature-vectors.json</c>.</param>
    public static bool Has(string path)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrWhiteSpace(folder), $"Compares with the vendor's own files when {Variable} names a folder that holds them.");
        return File.Exists(Path.Combine(folder!, path));
    }

    /// <summary>Parses a file; the test is skipped, saying why, where there is none.</summary>
    public static JsonElement Read(string path)
    {
        Assert.SkipUnless(Has(path), $"The folder of {Variable} has no {path}.");
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Environment.GetEnvironmentVariable(Variable)!, path)));
        return document.RootElement.Clone();
    }
}
