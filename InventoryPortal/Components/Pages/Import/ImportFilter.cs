using System.Globalization;
using InventoryPortal.Catalog.Imports;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Imports;

namespace InventoryPortal.Components.Pages.Import;

/// <summary>Which kind of file is to be taken in, or which import is looked at and what of it; the address is its only home.</summary>
/// <param name="Id">The import; null where a new one is begun.</param>
/// <param name="Verdict">Only lines of this verdict; null shows all.</param>
/// <param name="From">Place of the first line shown.</param>
public sealed record ImportFilter(ImportKind Kind, long? Id, ImportVerdict? Verdict, int From, int Page)
{
    public const string Path = "/import";

    /// <summary>Lines of one page.</summary>
    public const int LinesShown = 50;

    /// <summary>Earlier imports of one page.</summary>
    public const int ImportsShown = 20;

    private const int MaxPage = 1_000_000;

    public static ImportFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        long? id = long.TryParse(query.Text("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;
        return new ImportFilter(
            query.Word<ImportKind>("kind") ?? ImportKind.Counts, id, query.Word<ImportVerdict>("verdict"),
            query.Number("from", 0, 0, ImportPreview.MaxLines), query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of one import.</summary>
    public static string AddressOf(long id) => new ImportFilter(ImportKind.Counts, id, null, 0, 1).ToUri();

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("kind", Kind == ImportKind.Counts ? null : UriState.Word<ImportKind>(Kind)),
        ("id", Id?.ToString(CultureInfo.InvariantCulture)),
        ("verdict", UriState.Word(Verdict)),
        ("from", From == 0 ? null : From.ToString(CultureInfo.InvariantCulture)),
        ("page", UriState.Page(Page)));
}
