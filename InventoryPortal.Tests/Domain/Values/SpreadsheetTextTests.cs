using CsCheck;
using InventoryPortal.Domain.Values;
using Xunit;

namespace InventoryPortal.Tests.Domain.Values;

public sealed class SpreadsheetTextTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil.example\")")]
    [InlineData("+1+cmd|' /C calc'!A0")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1:A9)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("\0=1")]
    [InlineData("＝1")]
    [InlineData("'=1")]
    public void What_begins_like_a_formula_is_escaped_and_comes_back(string text)
    {
        Assert.Equal("'" + text, SpreadsheetText.Guard(text));
        Assert.Equal(text, SpreadsheetText.Original(SpreadsheetText.Guard(text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mug, 5-7 cl = small")]
    [InlineData("马克杯")]
    public void Everything_else_stays_as_it_is(string text) => Assert.Equal(text, SpreadsheetText.Guard(text));

    [Fact]
    public void No_text_is_lost_by_the_way_there_and_back() =>
        Gen.String[Gen.Char["='+-@\ta1"], 0, 6].Sample(text => SpreadsheetText.Original(SpreadsheetText.Guard(text)) == text);
}
