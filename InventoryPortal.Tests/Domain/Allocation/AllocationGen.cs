using CsCheck;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Tests.Domain.Allocation;

/// <summary>One division to be made.</summary>
public sealed record Division(int Available, int Buffer, AllocationInput[] Listings)
{
    /// <inheritdoc />
    public override string ToString() => $"{Available} less {Buffer}: {string.Join("; ", Listings)}";
}

internal static class AllocationGen
{
    /// <summary>Small numbers, in which bounds, ties and shortages meet often.</summary>
    public static readonly Gen<Division> Small = Of(8, Gen.Int[0, 6], Gen.Int[0, 12], Gen.Int[-5, 80], Gen.Int[0, 5], Gen.Enum<ListingMode>());

    /// <summary>Only split listings without bounds.</summary>
    public static readonly Gen<Division> Plain =
        Of(8, Gen.Int[0, AllocationInput.MaxWeight], Gen.Const(0), Gen.Int[0, 100_000], Gen.Const(0), Gen.Const(ListingMode.Split))
            .Select(d => d with { Listings = [.. d.Listings.Select(l => l with { Max = null, Enabled = true })] });

    /// <summary>Everything up to its bound.</summary>
    public static readonly Gen<Division> Extreme = Of(
        70,
        Gen.OneOf(OneOf(0, 1, AllocationInput.MaxWeight), Gen.Int[0, AllocationInput.MaxWeight]),
        Gen.OneOf(OneOf(0, 1, Quantities.Max), Gen.Int[0, Quantities.Max]),
        Gen.OneOf(OneOf(int.MinValue, -Quantities.Max, Quantities.Max, int.MaxValue), Gen.Int[0, Quantities.Max]),
        OneOf(0, 0, 7, Quantities.Max),
        Gen.Enum<ListingMode>());

    private static Gen<int> OneOf(params int[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Division> Of(
        int most, Gen<int> weight, Gen<int> quantity, Gen<int> available, Gen<int> buffer, Gen<ListingMode> mode)
    {
        var min = Gen.Frequency((2, Gen.Const(0)), (1, quantity));
        var max = Gen.Frequency((2, quantity.Select(_ => (int?)null)), (1, quantity.Select(q => (int?)q)));
        var held = Gen.Frequency((2, Gen.Const(0)), (1, quantity));
        var enabled = Gen.Frequency((8, Gen.Const(true)), (1, Gen.Const(false)));
        var listing = Gen.Select(mode, weight, min, max, held, quantity, enabled)
            .Select((m, w, lo, hi, b, f, on) => new AllocationInput(0, m, w, lo, hi, b, f, on));
        return Gen.Select(available, buffer, listing.Array[0, most], Gen.Int[0, 1000])
            .Select((a, b, all, salt) => new Division(a, b, [.. all.Select((l, i) => l with { ListingId = IdOf(i, salt) })]));
    }

    // Distinct ids that do not follow the order of the listings: 1009 is prime.
    private static long IdOf(int index, int salt) => 1 + ((((index + 1) * 577L) + salt) % 1009);
}
