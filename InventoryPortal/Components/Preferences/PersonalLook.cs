using System.Globalization;
using InventoryPortal.Components.Localisation;
using InventoryPortal.Components.Shared;
using Microsoft.AspNetCore.WebUtilities;

namespace InventoryPortal.Components.Preferences;

/// <summary>Which colours a person wants; what the system prefers, unless chosen.</summary>
public enum ThemeChoice { System, Light, Dark }

/// <summary>How one person wants the portal to look and to be steered. Kept with the account, as a query string.</summary>
/// <param name="Theme">Colours.</param>
/// <param name="Culture">One of <see cref="PortalCultures.All"/>; null follows the browser.</param>
/// <param name="Zone">IANA name; null follows the browser.</param>
/// <param name="HasSingleKeys">Whether single letters act (WCAG 2.1.4 asks that they can be switched off).</param>
public sealed record PersonalLook(ThemeChoice Theme = ThemeChoice.System, string? Culture = null, string? Zone = null, bool HasSingleKeys = true)
{
    /// <summary>The preference's name.</summary>
    public const string PreferenceName = "look";

    private const string Off = "off";

    /// <summary>Reads what <see cref="Write"/> wrote; what is missing or nonsense is as if never chosen.</summary>
    public static PersonalLook Parse(string? text)
    {
        IReadOnlyDictionary<string, Microsoft.Extensions.Primitives.StringValues> kept = QueryHelpers.ParseQuery(text);
        return Of(kept.Word<ThemeChoice>("theme"), kept.Text("culture"), kept.Text("zone"), kept.Text("keys") != Off);
    }

    /// <summary>A look of what a form or a row holds; names that do not exist are left out.</summary>
    public static PersonalLook Of(ThemeChoice? theme, string? culture, string? zone, bool hasSingleKeys) => new(
        theme ?? ThemeChoice.System,
        PortalCultures.All.Any(c => c.Name == culture) ? culture : null,
        zone is { Length: > 0 and <= BrowserFacts.MaxZoneLength } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : null,
        hasSingleKeys);

    /// <summary>As it is kept.</summary>
    public string Write() => UriState.Write(
        "",
        ("theme", Theme == ThemeChoice.System ? null : UriState.Word<ThemeChoice>(Theme)),
        ("culture", Culture),
        ("zone", Zone),
        ("keys", HasSingleKeys ? null : Off));

    /// <summary>The culture chosen, or null.</summary>
    public CultureInfo? CultureInfo => Culture is null ? null : System.Globalization.CultureInfo.GetCultureInfo(Culture);
}
