using CsCheck;
using InventoryPortal.Domain.Channels;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

public sealed class ListingMatchingTests
{
    private static ListingMatch[] Match(ListingCandidate[] listings, params ProductCandidate[] products) => [.. ListingMatching.Match(listings, products)];

    [Fact]
    public void A_barcode_comes_before_a_sku()
    {
        var match = Match([new(1, "111", "other", null)], new ProductCandidate(10, "111", "A"), new ProductCandidate(11, null, "B"));

        Assert.Equal([new ListingMatch(1, MatchVerdict.Linked, 10, "barcode")], match);
    }

    [Fact]
    public void A_barcode_and_a_sku_that_name_two_products_are_left_to_a_person() =>
        Assert.Equal("contradiction", Match([new(1, "111", "B", null)], new ProductCandidate(10, "111", "A"), new ProductCandidate(11, null, "B"))[0].Reason);

    [Fact]
    public void What_two_products_share_is_ambiguous() =>
        Assert.Equal(MatchVerdict.Ambiguous, Match([new(1, "111", null, null)], new ProductCandidate(10, "111", "A"), new ProductCandidate(11, "111", "B"))[0].Verdict);

    [Fact]
    public void What_two_listings_share_is_ambiguous_for_both() =>
        Assert.All(Match([new(1, null, "A", null), new(2, null, "A", null)], new ProductCandidate(10, null, "A")), m => Assert.Equal(MatchVerdict.Ambiguous, m.Verdict));

    [Fact]
    public void Two_listings_that_reach_one_product_by_different_ways_are_ambiguous() =>
        Assert.All(Match([new(1, "111", "X", null), new(2, null, "A", null)], new ProductCandidate(10, "111", "A")), m => Assert.Equal("alreadyClaimed", m.Reason));

    [Fact]
    public void A_product_that_another_listing_of_the_channel_has_is_not_taken_from_it()
    {
        var match = Match([new(1, null, "A", 10), new(2, "111", "B", null)], new ProductCandidate(10, "111", "A"));

        Assert.Equal([new ListingMatch(2, MatchVerdict.Ambiguous, null, "alreadyClaimed")], match);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    public void Blank_never_matches_blank(string? barcode, string? sku) =>
        Assert.Equal(MatchVerdict.Unmatched, Match([new(1, barcode, sku, null)], new ProductCandidate(10, "", "A"), new ProductCandidate(11, null, ""))[0].Verdict);

    [Fact]
    public void No_product_is_ever_linked_twice_and_the_order_of_the_input_decides_nothing()
    {
        var text = Gen.Int[0, 4].Select(i => new[] { null, "", "a", "b", "c" }[i]);
        var listings = Gen.Select(text, text, Gen.Bool, (b, s, linked) => (b, s, linked)).Array[0, 8];
        var products = Gen.Select(text, Gen.Int[0, 3].Select(i => new[] { "a", "b", "c", "d" }[i]), (b, s) => (b, s)).Array[0, 5];
        Gen.Select(listings, products).Sample((ls, ps) =>
        {
            var given = ls.Select((l, i) => new ListingCandidate(i + 1, l.b, l.s, l.linked ? 100 + i : null)).ToArray();
            var offered = ps.Select((p, i) => new ProductCandidate(100 + i, p.b, p.s)).ToArray();
            var match = Match(given, offered);
            var turned = Match([.. given.Reverse()], [.. offered.Reverse()]);

            var claimed = match.Where(m => m.ProductId is not null).Select(m => m.ProductId!.Value).ToList();
            Assert.Equal(claimed.Count, claimed.Distinct().Count());
            Assert.Empty(claimed.Intersect(given.Where(g => g.ProductId is not null).Select(g => g.ProductId!.Value)));
            Assert.Equal(match.OrderBy(m => m.ListingId), turned.OrderBy(m => m.ListingId));
            Assert.All(match, m => Assert.Equal(m.Verdict == MatchVerdict.Linked, m.ProductId is not null));
        });
    }
}
