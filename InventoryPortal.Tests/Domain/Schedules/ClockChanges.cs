using System.Globalization;
using Xunit;

namespace InventoryPortal.Tests.Domain.Schedules;

/// <summary>Zones and the instants at which they changed their clocks in a year, written out from the time zone database.</summary>
internal static class ClockChanges
{
    /// <summary>What the tests walk over.</summary>
    public static readonly IReadOnlyList<(string Zone, string[] Changes)> All =
    [
        ("Europe/Berlin", ["2026-03-29T01:00Z", "2026-10-25T01:00Z"]),
        ("America/New_York", ["2026-03-08T07:00Z", "2026-11-01T06:00Z"]),
        // Back over midnight, and a midnight that is skipped.
        ("America/Sao_Paulo", ["2018-02-18T02:00Z", "2018-11-04T03:00Z"]),
        // By half an hour.
        ("Australia/Lord_Howe", ["2026-04-04T15:00Z", "2026-10-03T15:30Z"]),
        ("Africa/Cairo", ["2026-04-23T22:00Z", "2026-10-29T21:00Z"]),
        ("Asia/Tehran", ["2022-03-21T20:30Z", "2022-09-21T19:30Z"]),
        // It moved to the other side of the date line: there was no 30 December.
        ("Pacific/Apia", ["2011-04-02T14:00Z", "2011-09-24T14:00Z", "2011-12-30T10:00Z"]),
        ("America/Santiago", ["2026-04-05T03:00Z", "2026-09-06T04:00Z"]),
        ("Asia/Beirut", ["2026-03-28T22:00Z", "2026-10-24T21:00Z"]),
        // By two hours.
        ("Antarctica/Troll", ["2026-03-29T01:00Z", "2026-10-25T01:00Z"]),
        // A minute after midnight: the new day is shown, taken back, and shown again.
        ("America/St_Johns", ["2010-03-14T03:31Z", "2010-11-07T02:31Z"]),
    ];

    public static TheoryData<string> Zones => [.. All.Select(z => z.Zone)];

    public static TimeZoneInfo ZoneOf(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    public static IEnumerable<DateTimeOffset> Of(string zone) => All.Single(z => z.Zone == zone).Changes.Select(At);

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUniversalTime();

    /// <summary>The clock on the wall.</summary>
    public static DateTime Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
}
