using System.Collections.Frozen;

namespace InventoryPortal.Lab.Shopify;

/// <summary>A field of a type, or a member of an input.</summary>
internal sealed record SchemaField(string Name, IReadOnlyDictionary<string, GraphType> Arguments, GraphType Type);

/// <summary>What documents are checked against.</summary>
/// <param name="types">Fields by type, and members by input.</param>
/// <param name="words">Words by enumeration.</param>
/// <param name="scalars">Types without fields that are no enumerations.</param>
/// <param name="nodes">Things that <c>node</c> and <c>nodes</c> may be.</param>
internal sealed class GraphSchema(
    FrozenDictionary<string, FrozenDictionary<string, SchemaField>> types, FrozenDictionary<string, string[]> words, FrozenSet<string> scalars, FrozenSet<string> nodes)
{
    public bool IsNode(string type) => nodes.Contains(type);

    public bool IsLeaf(string type) => scalars.Contains(type) || words.ContainsKey(type);

    public IReadOnlyList<string>? WordsOf(string type) => words.GetValueOrDefault(type);

    /// <summary>The fields of a type, or the members of an input; null for a type that is not here.</summary>
    public IReadOnlyDictionary<string, SchemaField>? Of(string type) => types.GetValueOrDefault(type);

    /// <summary>Every type that has fields or members.</summary>
    public IEnumerable<string> Types => types.Keys;

    /// <summary>Every enumeration.</summary>
    public IEnumerable<string> Enumerations => words.Keys;
}
