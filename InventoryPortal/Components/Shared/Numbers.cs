using System.Globalization;

namespace InventoryPortal.Components.Shared;

/// <summary>The one place that writes a figure for a person, in the person's language.</summary>
public static class Numbers
{
    /// <summary>A dash for no figure.</summary>
    public static string Of(long? figure) => figure?.ToString("N0", CultureInfo.CurrentCulture) ?? "–";

    /// <summary>With its sign, as a change: the minus is a real one, as wide as the plus.</summary>
    public static string Change(long change) => change switch
    {
        > 0 => $"+{Of(change)}",
        < 0 => $"−{Of(-change)}",
        _ => Of(0),
    };
}
