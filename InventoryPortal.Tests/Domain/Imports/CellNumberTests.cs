using InventoryPortal.Domain.Imports;
using Xunit;

namespace InventoryPortal.Tests.Domain.Imports;

public sealed class CellNumberTests
{
    [Theory]
    [InlineData("5", 5)]
    [InlineData(" 5 ", 5)]
    [InlineData("+5", 5)]
    [InlineData("-5", -5)]
    [InlineData("'5", 5)]
    [InlineData("007", 7)]
    [InlineData("5.0", 5)]
    [InlineData("5,00", 5)]
    [InlineData("12.", 12)]
    [InlineData("1,234,567", 1_234_567)]
    [InlineData("1.234.567", 1_234_567)]
    [InlineData("12 345", 12_345)]
    [InlineData("12\u00A0345", 12_345)]
    [InlineData("12'345", 12_345)]
    [InlineData("１２３", 123)]
    [InlineData("－７", -7)]
    [InlineData("\u22127", -7)]
    [InlineData("\uFEFF8", 8)]
    [InlineData("0.000", 0)]
    public void A_whole_number_is_read_however_it_is_written(string cell, long value) =>
        Assert.Equal(new CellNumber.Whole(value), CellNumber.Read(cell));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\u3000")]
    [InlineData("\u00A0")]
    public void A_blank_cell_is_not_zero(string? cell) => Assert.IsType<CellNumber.Blank>(CellNumber.Read(cell));

    [Theory]
    [InlineData("1.000", "ambiguous_number")]
    [InlineData("1,000", "ambiguous_number")]
    [InlineData("１．０００", "ambiguous_number")]
    [InlineData("2.5", "not_whole")]
    [InlineData("0,5", "not_whole")]
    [InlineData(".5", "not_whole")]
    [InlineData("=1+1", "formula")]
    [InlineData("＝1+1", "formula")]
    [InlineData("1e309", "not_a_number")]
    [InlineData("1E3", "not_a_number")]
    [InlineData("0x10", "not_a_number")]
    [InlineData("NaN", "not_a_number")]
    [InlineData("∞", "not_a_number")]
    [InlineData("ten", "not_a_number")]
    [InlineData("5 pcs", "not_a_number")]
    [InlineData("--5", "not_a_number")]
    [InlineData("1,23,456", "not_a_number")]
    [InlineData("٣", "not_a_number")]
    [InlineData("99999999999999999999", "not_a_number")]
    [InlineData("0000000000000000000000000000000000000000001", "not_a_number")]
    [InlineData("\uD800", "not_a_number")]
    public void What_is_no_whole_number_or_could_be_two_says_so(string cell, string code) =>
        Assert.Equal(code, Assert.IsType<CellNumber.Wrong>(CellNumber.Read(cell)).Code);
}
