using CsCheck;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Sync;
using Xunit;

namespace InventoryPortal.Tests.Domain.Sync;

public sealed class ExposureProperties
{
    private const int Listings = 4;

    private static readonly Gen<int?> Maybe = Gen.Frequency((1, Gen.Int[0, 0].Select(_ => (int?)null)), (3, Gen.Int[-3, 40].Select(i => (int?)i)));

    private static readonly Gen<ListingExposure[]> Any =
        Gen.Select(Gen.Enum<ListingMode>(), Gen.Int[0, 40], Maybe, Maybe).Array[1, 6]
            .Select(all => all.Select((l, i) => new ListingExposure(i + 1, l.Item1, l.Item2, l.Item3, l.Item4)).ToArray());

    /// <summary>One thing that happens: to which listing, what, how much.</summary>
    private static readonly Gen<(int Listing, int What, int Units)[]> Events =
        Gen.Select(Gen.Int[0, Listings - 1], Gen.Int[0, 4], Gen.Int[0, 60]).Array[1, 60];

    private static readonly Gen<ListingMode[]> Modes =
        Gen.Enum<ListingMode>().Where(m => m is ListingMode.Split or ListingMode.Shared).Array[Listings];

    /// <summary>What a channel shows now and may show by a call whose end we do not know.</summary>
    private sealed class Live
    {
        public int Desired { get; set; }
        public int? Shown { get; set; }
        public int? Unknown { get; set; }
        public int Most => Math.Max(Shown ?? 0, Unknown ?? 0);
    }

    [Fact]
    public void Exposure_is_the_largest_of_what_is_known() => Any.Sample(all => all.All(l =>
        l.Exposure >= 0 && l.Exposure >= l.Desired && l.Exposure >= (l.Shown ?? 0) && l.Exposure >= (l.InFlightOrUnknown ?? 0)
        && (l.Exposure == 0 || l.Exposure == l.Desired || l.Exposure == l.Shown || l.Exposure == l.InFlightOrUnknown)));

    [Fact]
    public void A_raise_to_the_cap_never_offers_a_unit_twice() => Gen.Select(Any, Gen.Int[-20, 120], Gen.Int[0, 10]).Sample((all, available, buffer) =>
        all.All(listing =>
        {
            var cap = ExposureRule.RaiseCap(available, buffer, listing.ListingId, all);
            var others = all.Where(l => l.ListingId != listing.ListingId).ToList();
            var apart = others.Where(l => l.Mode != ListingMode.Shared).Sum(l => l.Exposure);
            var pool = listing.Mode == ListingMode.Shared ? 0
                : others.Where(l => l.Mode == ListingMode.Shared).Select(l => l.Exposure).DefaultIfEmpty(0).Max();
            return cap == Math.Max(0, available - buffer - apart - pool);
        }), iter: 20_000);

    [Fact]
    public void Whatever_happens_every_raise_within_its_cap_keeps_exposure_within_stock() =>
        Gen.Select(Modes, Events, Gen.Int[0, 5]).Sample((modes, events, buffer) =>
        {
            var available = 50;
            var live = Enumerable.Range(0, Listings).Select(_ => new Live()).ToArray();
            foreach (var (index, what, units) in events)
            {
                if (!Happens(modes, live, index, what, units, buffer, ref available))
                {
                    return false;
                }
            }
            return true;
        }, iter: 20_000);

    /// <summary>Applies one event; false when a raise broke the invariant.</summary>
    private static bool Happens(ListingMode[] modes, Live[] live, int index, int what, int units, int buffer, ref int available)
    {
        var one = live[index];
        switch (what)
        {
            case 0: // stock changes and is divided anew
                available = units - 5;
                Plan(modes, live, available, buffer);
                return true;
            case 1: // an unseen sale at the channel: it shows less, we do not know
                one.Shown = one.Shown is { } shown ? Math.Max(0, shown - units) : null;
                return true;
            case 2: // a call ends: it was done, or it was not
                one.Shown = one.Unknown is not null && units % 2 == 0 ? one.Unknown : one.Shown;
                one.Unknown = null;
                return true;
            default: // a lane writes: lowering goes, raising obeys the cap
                return one.Unknown is not null || Write(modes, live, index, buffer, available);
        }
    }

    private static void Plan(ListingMode[] modes, Live[] live, int available, int buffer)
    {
        var inputs = modes.Select((m, i) => new AllocationInput(i + 1, m, i, 0, null, 0, 0, true)).ToArray();
        foreach (var share in Allocator.Allocate(available, buffer, inputs))
        {
            live[share.ListingId - 1].Desired = share.Quantity;
        }
    }

    private static bool Write(ListingMode[] modes, Live[] live, int index, int buffer, int available)
    {
        var all = live.Select((l, i) => new ListingExposure(i + 1, modes[i], l.Desired, l.Shown, l.Unknown)).ToArray();
        var one = live[index];
        var before = Total(modes, live);
        var target = Math.Min(one.Desired, ExposureRule.RaiseCap(available, buffer, index + 1, all));
        var isRaise = target > one.Most;
        one.Unknown = isRaise ? target : Math.Min(one.Desired, one.Most);
        // Where a fellow of the pool already shows more than there is, the raise adds nothing to it.
        return !isRaise || Total(modes, live) <= Math.Max(0, available - buffer) || (modes[index] == ListingMode.Shared && Total(modes, live) == before);
    }

    private static int Total(ListingMode[] modes, Live[] live) =>
        live.Where((_, i) => modes[i] == ListingMode.Split).Sum(l => l.Most)
        + live.Where((_, i) => modes[i] == ListingMode.Shared).Select(l => l.Most).DefaultIfEmpty(0).Max();

    [Fact]
    public void When_nobody_is_above_its_plan_every_plan_may_be_reached() =>
        Gen.Select(Modes, Gen.Int[-5, 200], Gen.Int[0, 5]).Sample((modes, available, buffer) =>
        {
            var live = modes.Select(_ => new Live()).ToArray();
            Plan(modes, live, available, buffer);
            var all = live.Select((l, i) => new ListingExposure(i + 1, modes[i], l.Desired, 0, null)).ToArray();
            return all.All(l => ExposureRule.RaiseCap(available, buffer, l.ListingId, all) >= l.Desired);
        });

    [Fact]
    public void The_cap_does_not_overflow()
    {
        ListingExposure[] all = [.. Enumerable.Range(1, 9).Select(i => new ListingExposure(i, ListingMode.Split, int.MaxValue, null, null))];

        Assert.Equal(0, ExposureRule.RaiseCap(int.MinValue, int.MaxValue, 1, all));
        Assert.Equal(0, ExposureRule.RaiseCap(int.MaxValue, 0, 1, all));
        Assert.Equal(int.MaxValue, ExposureRule.RaiseCap(int.MaxValue, 0, 1, []));
    }
}
