using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>
/// A vendor's own OpenAPI files, which are not ours to keep: read from a folder of the tester's when one is named. Says what of a
/// request is not in them: path, method, parameters, and the members and types of the body. The files require nothing and limit
/// nothing, which is why the Lab's dialects are the stricter judges.
/// </summary>
public sealed class VendorContracts
{
    private readonly List<(string BasePath, JsonElement Root)> _files = [];

    private VendorContracts()
    {
    }

    /// <summary>All files of a folder; skips the test when there is none.</summary>
    /// <param name="under">Such as <c>ebay/openapi</c>.</param>
    public static VendorContracts Read(string under)
    {
        var contracts = new VendorContracts();
        foreach (var file in Directory.GetFiles(VendorFiles.Folder(under), "*.json").Order(StringComparer.Ordinal))
        {
            var root = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
            contracts._files.Add((root.GetProperty("servers")[0].GetProperty("variables").GetProperty("basePath").GetProperty("default").GetString()!, root));
        }
        Assert.NotEmpty(contracts._files);
        return contracts;
    }

    /// <summary>What is wrong with a request; empty when it is in the contract.</summary>
    /// <param name="target">Path and query.</param>
    public IReadOnlyList<string> Faults(string method, string target, string body)
    {
        var path = target.Split('?')[0];
        foreach (var (basePath, root) in _files.Where(f => path.StartsWith(f.BasePath + "/", StringComparison.Ordinal)))
        {
            var found = root.GetProperty("paths").EnumerateObject()
                .Where(p => Matches(p.Name, path[basePath.Length..]) && p.Value.TryGetProperty(method.ToLowerInvariant(), out _))
                .OrderBy(p => p.Name.Contains('{')).Select(p => p.Value.GetProperty(method.ToLowerInvariant())).ToList();
            if (found.Count > 0)
            {
                return [.. Parameters(found[0], target), .. Body(root, found[0], body)];
            }
        }
        return [$"{method} {path} is no operation."];
    }

    private static bool Matches(string pattern, string path)
    {
        var (wanted, given) = (pattern.Trim('/').Split('/'), path.Trim('/').Split('/'));
        return wanted.Length == given.Length && wanted.Zip(given).All(p => p.First.StartsWith('{') || p.First == p.Second);
    }

    private static IEnumerable<string> Parameters(JsonElement operation, string target)
    {
        var known = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").ToDictionary(
                p => p.GetProperty("name").GetString()!, p => p.TryGetProperty("required", out var required) && required.GetBoolean())
            : [];
        var given = QueryHelpers.ParseQuery(target.Contains('?') ? target[target.IndexOf('?')..] : "").Keys;
        return [
            .. given.Where(g => !known.ContainsKey(g)).Select(g => $"The parameter {g} is not in the contract."),
            .. known.Where(k => k.Value && !given.Contains(k.Key)).Select(k => $"The parameter {k.Key} is missing."),
        ];
    }

    private static List<string> Body(JsonElement root, JsonElement operation, string body)
    {
        if (!operation.TryGetProperty("requestBody", out var wanted))
        {
            return body.Length == 0 ? [] : ["The operation takes no body."];
        }
        if (body.Length == 0)
        {
            return ["The operation wants a body."];
        }
        using var document = JsonDocument.Parse(body);
        return [.. new VendorSchema(root).Faults(wanted.GetProperty("content").GetProperty("application/json").GetProperty("schema"), document.RootElement)];
    }
}
