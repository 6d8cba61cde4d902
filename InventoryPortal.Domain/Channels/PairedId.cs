using System.Globalization;

namespace InventoryPortal.Domain.Channels;

/// <summary>Ids of channels that number a thing and, below it, each of its kinds: <c>123</c> or <c>123/456</c>. Whole 64 bits.</summary>
public static class PairedId
{
    /// <param name="below">0 for a thing that has no kinds.</param>
    public static bool TryParse(string? text, out long number, out long below)
    {
        (number, below) = (0, 0);
        var parts = (text ?? "").Split('/');
        return parts.Length <= 2 && TryNumber(parts[0], out number) && (parts.Length == 1 || TryNumber(parts[1], out below));
    }

    public static string Of(long number, long below) => below == 0
        ? number.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{number}/{below}");

    /// <summary>The thing of which this is one kind; null when it is a thing itself.</summary>
    public static string? Above(string id) => TryParse(id, out var number, out var below) && below != 0 ? Of(number, 0) : null;

    /// <summary>External id of the listing that keeps the quantity of this one; null when it keeps its own.</summary>
    public static string? KeeperOf(string id, StockReadState stock) => stock == StockReadState.AtParent ? Above(id) : null;

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
