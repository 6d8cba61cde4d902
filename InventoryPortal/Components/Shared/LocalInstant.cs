using System.Globalization;

namespace InventoryPortal.Components.Shared;

/// <summary>An instant as a browser's date and time field has it: the person's own clock, without a zone.</summary>
public static class LocalInstant
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss";

    private static readonly string[] Formats = [Format, "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss.FFF"];

    /// <summary>The field's value.</summary>
    public static string Write(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>
    /// The instant of a field's value; null when it is none. Of the hour that comes twice in autumn the later one is meant,
    /// standard time; a time that spring skips is taken as the one an hour later.
    /// </summary>
    public static DateTimeOffset? Read(string? value, TimeZoneInfo zone)
    {
        if (!DateTime.TryParseExact(value, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return null;
        }
        var real = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(real, zone.GetUtcOffset(real)).ToUniversalTime();
    }
}
