using System.Globalization;

namespace InventoryPortal.Components.Pages.Risk;

/// <summary>How a probability is written and how hot it looks.</summary>
internal static class Chance
{
    private const double Least = 0.001;

    /// <summary>From here on it is as hot as it gets: one in ten within the hour.</summary>
    private const double Hottest = 0.1;

    /// <summary>Two digits that count; what is next to nothing says so.</summary>
    public static string Of(double probability) => probability switch
    {
        <= 0 => "0 %",
        < Least => "< " + (Least * 100).ToString("0.#", CultureInfo.CurrentCulture) + " %",
        < 0.1 => (probability * 100).ToString("0.0", CultureInfo.CurrentCulture) + " %",
        _ => (probability * 100).ToString("0", CultureInfo.CurrentCulture) + " %",
    };

    /// <summary>0 to 1 on a logarithmic scale, for the style sheet: three decades below the hottest are cold.</summary>
    public static string Heat(double probability) =>
        (probability <= 0 ? 0 : Math.Clamp(1 + (Math.Log10(probability / Hottest) / 3), 0, 1)).ToString("0.00", CultureInfo.InvariantCulture);
}
