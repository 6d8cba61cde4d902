using InventoryPortal.Domain.Imports;

namespace InventoryPortal.Catalog.Imports;

/// <summary>How many lines of an import have which verdict.</summary>
public sealed record ImportTotals(
    int Lines = 0, int New = 0, int Changed = 0, int Same = 0, int Rejected = 0, int Applied = 0, int Refused = 0, int Undone = 0, int Kept = 0)
{
    public static ImportTotals Of(IReadOnlyDictionary<ImportVerdict, int> counts)
    {
        int Count(ImportVerdict verdict) => counts.GetValueOrDefault(verdict);
        return new ImportTotals(
            counts.Values.Sum(), Count(ImportVerdict.New), Count(ImportVerdict.Changed), Count(ImportVerdict.Same), Count(ImportVerdict.Rejected),
            Count(ImportVerdict.Applied), Count(ImportVerdict.Refused), Count(ImportVerdict.Undone), Count(ImportVerdict.Kept));
    }
}
