using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>Variations found, keyed by their ids, and why the read stopped, if it did.</summary>
/// <param name="Items">Those that the store knows.</param>
/// <param name="Failure">Null when all were asked for.</param>
internal sealed record WooVariations(IReadOnlyDictionary<WooItemId, JsonElement> Items, ReadFailure? Failure);

/// <summary>
/// Reads variations whose ids are known. WooCommerce 10.3 and later list them across parents, 100 a call; before that,
/// and for any that this list leaves out, each parent is asked on its own.
/// </summary>
internal sealed class WooVariationReads(WooCalls calls)
{
    /// <summary>The store's code when it has no list across parents (before 10.3).</summary>
    private const string ListUnknown = "rest_no_route";

    /// <summary>Part of the store's codes for a parent that is gone.</summary>
    private const string ParentGone = "invalid_id";

    /// <summary>Pages of 100 variations of one product; a store allows 100 variations by hand and some thousands by import.</summary>
    private const int MaxPages = 100;

    public async Task<WooVariations> ReadAsync(
        WooStore store, ILookup<long, long> byParent, string fields, List<CallTrace> traces, CancellationToken cancellationToken)
    {
        var found = new Dictionary<WooItemId, JsonElement>();
        var all = byParent.SelectMany(g => g.Distinct().Select(v => new WooItemId(g.Key, v))).ToList();
        if (CallsAcross(all.Count) + 1 < byParent.Sum(g => CallsAcross(g.Count())))
        {
            var failure = await ReadAcrossAsync(store, all, fields, found, traces, cancellationToken);
            if (failure is not null)
            {
                return new WooVariations(found, failure);
            }
        }
        foreach (var parent in all.Where(id => !found.ContainsKey(id)).GroupBy(id => id.Product).ToList())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"products/{parent.Key}/variations");
            var (failure, _) = await ReadPagesAsync(store, path, ParentGone, [.. parent], fields, found, traces, cancellationToken);
            if (failure is not null)
            {
                return new WooVariations(found, failure);
            }
        }
        return new WooVariations(found, null);
    }

    /// <summary>All variations of one parent whose ids its own list does not tell.</summary>
    public async Task<WooVariations> ReadAllOfAsync(WooStore store, long parent, string fields, CancellationToken cancellationToken)
    {
        var found = new Dictionary<WooItemId, JsonElement>();
        for (var page = 1; page <= MaxPages; page++)
        {
            var route = string.Create(CultureInfo.InvariantCulture, $"products/{parent}/variations?per_page={WooLists.PageSize}&page={page}&orderby=id&order=asc&_fields={fields}");
            var list = await WooLists.ReadAsync(calls, store, route, cancellationToken);
            if (list.Failure is not null)
            {
                return new WooVariations(found, list.Failure);
            }
            using (list.Document)
            {
                foreach (var item in list.Items.Where(i => i.Id("id") > 0))
                {
                    found[new WooItemId(parent, item.Id("id"))] = item.Clone();
                }
                if (!list.HasMore(page))
                {
                    return new WooVariations(found, null);
                }
            }
        }
        return new WooVariations(found, new ReadFailure.Unusable($"Product {parent} has more than {MaxPages} pages of variations."));
    }

    private async Task<ReadFailure?> ReadAcrossAsync(
        WooStore store, List<WooItemId> ids, string fields, Dictionary<WooItemId, JsonElement> found, List<CallTrace> traces, CancellationToken cancellationToken)
    {
        var (failure, routeMissing) = await ReadPagesAsync(store, "variations", ListUnknown, ids, fields + ",parent_id", found, traces, cancellationToken);
        return routeMissing ? null : failure;
    }

    private async Task<(ReadFailure? Failure, bool NotFound)> ReadPagesAsync(
        WooStore store, string path, string absentCode, List<WooItemId> ids, string fields, Dictionary<WooItemId, JsonElement> found, List<CallTrace> traces, CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Chunk(WooLists.PageSize))
        {
            var route = $"{path}?include={WooLists.Join(chunk.Select(i => i.Variation))}&per_page={WooLists.PageSize}&_fields={fields}";
            var list = await WooLists.ReadAsync(calls, store, route, cancellationToken);
            traces.Add(list.Trace);
            // A 404 page of a web server says nothing about variations; the store's own errors have a code.
            if (list.Trace is { Status: 404, Answer: { } answer } && answer.Contains(absentCode, StringComparison.Ordinal))
            {
                return (null, true);
            }
            if (list.Failure is not null)
            {
                return (list.Failure, false);
            }
            using (list.Document)
            {
                Keep(list.Items, chunk, found);
            }
        }
        return (null, false);
    }

    private static void Keep(IReadOnlyList<JsonElement> items, WooItemId[] asked, Dictionary<WooItemId, JsonElement> found)
    {
        var byVariation = asked.ToLookup(i => i.Variation);
        foreach (var item in items)
        {
            var parent = item.Id("parent_id");
            foreach (var id in byVariation[item.Id("id")].Where(i => parent == 0 || parent == i.Product))
            {
                found[id] = item.Clone();
            }
        }
    }

    private static int CallsAcross(int count) => (count + WooLists.PageSize - 1) / WooLists.PageSize;
}
