using InventoryPortal.Components.Shared;

namespace InventoryPortal.Components.Pages.Settings;

/// <summary>Which settings are shown; the address is its only home.</summary>
/// <param name="Section">Only this one; null for all.</param>
/// <param name="SetOnly">Only those that somebody has set.</param>
public sealed record SettingsFilter(string? Section = null, bool SetOnly = false)
{
    public const string Path = "/settings";

    public static SettingsFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new SettingsFilter(query.Text("section"), query.Text("set") == "1");
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(Path, ("section", Section), ("set", SetOnly ? "1" : null));
}
