using InventoryPortal.Domain.Allocation;

namespace InventoryPortal.Tests.Domain.Allocation;

/// <summary>The rules said again in the plainest way, one unit at a time: what the allocator is compared with.</summary>
internal static class NaiveDivision
{
    private sealed class Party
    {
        public required long Id { get; init; }
        public required List<AllocationInput> Members { get; init; }
        public long Given { get; set; }
        public AllocationInput One => Members[0];
        public bool Fixed => One.Mode == ListingMode.Fixed;
        public long Weight => Members.Sum(m => (long)m.Weight);

        public long Floor => Fixed
            ? Math.Min(One.FixedQuantity, One.Max ?? int.MaxValue)
            : Math.Min(Cap, Members.Max(m => m.Min > 0 ? m.Min + m.Buffer : 0));

        public long Cap => One.Mode == ListingMode.Shared || One.Max is null ? long.MaxValue
            : One.Max == 0 ? 0 : (long)One.Max + One.Buffer;
    }

    /// <summary>Quantity shown per listing id.</summary>
    public static Dictionary<long, int> Quantities(int available, int productBuffer, IReadOnlyList<AllocationInput> listings)
    {
        var parties = Parties(listings);
        long units = Math.Max(0, (long)available - productBuffer);
        foreach (var isFixed in (bool[])[true, false])
        {
            var round = parties.Where(p => p.Fixed == isFixed).ToList();
            units = Deal(round.Where(p => p.Weight > 0), p => p.Weight, p => p.Floor, units);
            units = Deal(round.Where(p => p.Weight == 0), p => p.Members.Count, p => p.Floor, units);
        }
        var open = parties.Where(p => !p.Fixed).ToList();
        var allZero = open.All(p => p.Weight == 0);
        Deal(open.Where(p => allZero || p.Weight > 0), p => allZero ? p.Members.Count : p.Weight, p => p.Cap, units);

        var shown = listings.ToDictionary(l => l.ListingId, _ => 0);
        foreach (var party in parties)
        {
            foreach (var member in party.Members)
            {
                var quantity = party.Fixed ? party.Given : Math.Max(0, party.Given - member.Buffer);
                shown[member.ListingId] = (int)Math.Min(quantity, member.Max ?? int.MaxValue);
            }
        }
        return shown;
    }

    private static List<Party> Parties(IReadOnlyList<AllocationInput> listings)
    {
        var enabled = listings.Where(l => l.Enabled).ToList();
        var parties = enabled.Where(l => l.Mode is ListingMode.Split or ListingMode.Fixed)
            .Select(l => new Party { Id = l.ListingId, Members = [l] }).ToList();
        var shared = enabled.Where(l => l.Mode == ListingMode.Shared).ToList();
        if (shared.Count > 0)
        {
            parties.Add(new Party { Id = shared.Min(l => l.ListingId), Members = shared });
        }
        return parties;
    }

    private static long Deal(IEnumerable<Party> parties, Func<Party, long> weight, Func<Party, long> ceiling, long units)
    {
        var round = parties.ToList();
        for (; units > 0; units--)
        {
            var next = round.Where(p => p.Given < ceiling(p))
                .OrderByDescending(p => (decimal)weight(p) / ((2 * p.Given) + 1)).ThenBy(p => p.Id).FirstOrDefault();
            if (next is null)
            {
                return units;
            }
            next.Given++;
        }
        return 0;
    }
}
