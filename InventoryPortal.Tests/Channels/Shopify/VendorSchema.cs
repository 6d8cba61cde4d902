using System.Collections.Frozen;
using System.IO.Compression;
using System.Text.RegularExpressions;
using InventoryPortal.Lab.Shopify;

namespace InventoryPortal.Tests.Channels.Shopify;

/// <summary>Reads a schema as its vendor gives it out, in GraphQL's own language, into what the simulated shop checks documents against.</summary>
internal static partial class VendorSchema
{
    private static readonly string[] BuiltIn = ["ID", "String", "Int", "Float", "Boolean"];

    public static GraphSchema Read(string file)
    {
        using var packed = File.OpenRead(file);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(packed, CompressionMode.Decompress) : packed);
        return Parse(reader.ReadToEnd());
    }

    public static GraphSchema Parse(string text)
    {
        // Descriptions may hold anything; nothing else of what is read here is text.
        var bare = Applied().Replace(Described().Replace(text, ""), "");
        var definitions = Definition().Matches(bare).Select(m => (Kind: m.Groups["kind"].Value, Name: m.Groups["name"].Value, Is: m.Groups["is"].Value, Body: m.Groups["body"].Value)).ToList();
        return new GraphSchema(
            definitions.Where(d => d.Kind is "type" or "input").ToFrozenDictionary(d => d.Name, d => Fields(d.Body)),
            definitions.Where(d => d.Kind == "enum").ToFrozenDictionary(d => d.Name, d => Word().Matches(d.Body).Select(w => w.Value).ToArray()),
            definitions.Where(d => d.Kind == "scalar").Select(d => d.Name).Concat(BuiltIn).ToFrozenSet(),
            definitions.Where(d => d.Kind == "type" && Word().Matches(d.Is).Any(w => w.Value == "Node")).Select(d => d.Name).ToFrozenSet());
    }

    private static FrozenDictionary<string, SchemaField> Fields(string body) => Field().Matches(body).Select(m => new SchemaField(
        m.Groups["name"].Value,
        Argument().Matches(m.Groups["arguments"].Value).ToDictionary(a => a.Groups["name"].Value, a => TypeOf(a), StringComparer.Ordinal),
        TypeOf(m))).ToFrozenDictionary(f => f.Name);

    // What has a default may be left out.
    private static GraphType TypeOf(Match match)
    {
        var type = GraphText.Type(match.Groups["type"].Value);
        return match.Groups["default"].Success ? type with { IsRequired = false } : type;
    }

    [GeneratedRegex("\"\"\".*?\"\"\"|#[^\\n]*|\"(\\\\.|[^\"\\\\\\n])*\"", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Described();

    [GeneratedRegex(@"(?<!directive )@\w+(\([^)]*\))?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Applied();

    [GeneratedRegex(@"^(?<kind>type|input|enum|scalar)\s+(?<name>\w+)(?<is>[^{\n]*)(\{(?<body>[^}]*)\})?", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Definition();

    [GeneratedRegex(@"(?<name>\w+)\s*(\((?<arguments>[^)]*)\))?\s*:\s*(?<type>[\[\]!\w]+)(?<default>\s*=[^\n]*)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"(?<name>\w+)\s*:\s*(?<type>[\[\]!\w]+)(?<default>\s*=\s*[^\s,)]+)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Argument();

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
