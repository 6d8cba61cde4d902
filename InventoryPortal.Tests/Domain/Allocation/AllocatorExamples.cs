using System.Diagnostics;
using InventoryPortal.Domain.Allocation;
using Xunit;

namespace InventoryPortal.Tests.Domain.Allocation;

public sealed class AllocatorExamples(ITestOutputHelper output)
{
    private static AllocationInput Split(long id, int weight, int min = 0, int? max = null, int buffer = 0) =>
        new(id, ListingMode.Split, weight, min, max, buffer, 0, Enabled: true);

    private static int[] Quantities(int available, int buffer, params AllocationInput[] listings) =>
        [.. Allocator.Allocate(available, buffer, listings).Select(s => s.Quantity)];

    [Theory]
    [InlineData(100, 75, 25)]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 0)] // 3/3 against 1/1: a tie, the smaller id has it
    [InlineData(3, 2, 1)]
    [InlineData(10, 8, 2)]
    [InlineData(0, 0, 0)]
    [InlineData(-4, 0, 0)]
    public void Weights_three_and_one_divide_by_Sainte_Lague(int available, int first, int second) =>
        Assert.Equal([first, second], Quantities(available, 0, Split(1, 3), Split(2, 1)));

    [Fact]
    public void The_products_buffer_is_held_back_from_everybody() =>
        Assert.Equal([6, 2], Quantities(13, 5, Split(1, 3), Split(2, 1)));

    [Fact]
    public void What_a_cap_refuses_goes_to_the_others() =>
        Assert.Equal([10, 90], Quantities(100, 0, Split(1, 3, max: 10), Split(2, 1)));

    [Fact]
    public void A_minimum_counts_as_part_of_the_share()
    {
        Assert.Equal([75, 25], Quantities(100, 0, Split(1, 3), Split(2, 1, min: 20)));
        Assert.Equal([60, 40], Quantities(100, 0, Split(1, 3), Split(2, 1, min: 40)));
    }

    [Fact]
    public void A_listings_own_buffer_is_held_back_from_what_it_shows()
    {
        var share = Allocator.Allocate(100, 0, [Split(1, 3, buffer: 5), Split(2, 1)])[0];

        Assert.Equal(70, share.Quantity);
        Assert.Equal(new AllocationReason(AllocationReasonCode.Proportional, 100, 100, 3, 4, 75, 5, 0), share.Reason);
        Assert.Equal(75, share.Reason.Ideal);
    }

    [Fact]
    public void Shared_listings_show_one_pool_that_competes_with_their_summed_weight()
    {
        var shares = Allocator.Allocate(100, 0,
        [
            Split(1, 2),
            new AllocationInput(2, ListingMode.Shared, 1, 0, null, 0, 0, true),
            new AllocationInput(3, ListingMode.Shared, 1, 0, null, 8, 0, true),
            new AllocationInput(4, ListingMode.Shared, 0, 0, 20, 0, 0, true),
        ]);

        Assert.Equal([50, 50, 42, 20], shares.Select(s => s.Quantity));
        Assert.Equal(AllocationReasonCode.SharedPool, shares[2].Reason.Code);
        Assert.Equal(AllocationReasonCode.Cap, shares[3].Reason.Code);
    }

    [Fact]
    public void Fixed_off_and_disabled_listings_say_so()
    {
        var shares = Allocator.Allocate(10, 0,
        [
            new AllocationInput(1, ListingMode.Fixed, 1, 0, null, 0, 4, true),
            new AllocationInput(2, ListingMode.Off, 9, 0, null, 0, 4, true),
            Split(3, 9) with { Enabled = false },
            Split(4, 1),
        ]);

        Assert.Equal([4, 0, 0, 6], shares.Select(s => s.Quantity));
        Assert.Equal(
            [AllocationReasonCode.Fixed, AllocationReasonCode.Off, AllocationReasonCode.Disabled, AllocationReasonCode.Proportional],
            shares.Select(s => s.Reason.Code));
        Assert.Equal(6, shares[3].Reason.Divided);
    }

    [Fact]
    public void Without_any_weight_all_are_equal_and_beside_a_weight_zero_gets_nothing()
    {
        Assert.Equal([4, 3], Quantities(7, 0, Split(1, 0), Split(2, 0)));
        Assert.Equal([7, 0], Quantities(7, 0, Split(1, 1), Split(2, 0)));
        Assert.Equal([5, 2], Quantities(7, 0, Split(1, 1), Split(2, 0, min: 2)));
        Assert.Equal(AllocationReasonCode.ZeroWeight, Allocator.Allocate(7, 0, [Split(1, 1), Split(2, 0)])[1].Reason.Code);
    }

    [Fact]
    public void Dividing_among_64_listings_touches_no_heap()
    {
        var listings = Enumerable.Range(1, 64).Select(i => Split(i, i, min: i % 3, max: i % 5 == 0 ? i : null)).ToArray();
        var shares = new AllocationShare[64];
        Allocator.Allocate(100_000, 3, listings, shares);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Allocator.Allocate(100_000, 3, listings, shares);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact(Explicit = true)]
    public void Time_for_five_listings_and_ten_thousand_units()
    {
        AllocationInput[] listings = [Split(1, 3), Split(2, 1, min: 500), Split(3, 2, max: 700), Split(4, 5, buffer: 9), Split(5, 7)];
        var shares = new AllocationShare[5];
        for (var run = 0; run < 5; run++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 1_000_000; i++)
            {
                Allocator.Allocate(10_000 + (i & 7), 0, listings, shares);
            }
            output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMicroseconds / 1_000_000:F3} µs");
        }
    }
}
