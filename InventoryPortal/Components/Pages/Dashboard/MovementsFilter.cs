using System.Globalization;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;

namespace InventoryPortal.Components.Pages.Dashboard;

/// <summary>Which movements of all products are shown; the address is its only home.</summary>
/// <param name="Hours">How far back; null for all.</param>
/// <param name="Before">Movements older than this id; null starts at the newest.</param>
public sealed record MovementsFilter(MovementKind? Kind = null, string? Channel = null, int? Hours = null, long? Before = null)
{
    public const string Path = "/movements";
    public const int PageSize = 50;

    /// <summary>What one chooses from: an hour, a day, a week.</summary>
    public static readonly IReadOnlyList<int> Choices = [1, 24, 168];

    /// <summary>What the chart of sales counts.</summary>
    public static readonly string SalesOfTheHour = new MovementsFilter(MovementKind.Sale, Hours: Choices[0]).ToUri();

    public static MovementsFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        var hours = query.Number("hours", 0, 1, Choices[^1]);
        return new MovementsFilter(
            query.Word<MovementKind>("kind"),
            query.Text("channel"),
            hours == 0 ? null : hours,
            long.TryParse(query.Text("before"), out var before) && before > 0 ? before : null);
    }

    /// <summary>The same, for the stage.</summary>
    public MovementSelection ToSelection(DateTimeOffset now) => new(Kind, Channel, Hours is { } hours ? now.AddHours(-hours) : null, Before);

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("kind", UriState.Word(Kind)),
        ("channel", Channel),
        ("hours", Hours?.ToString(CultureInfo.InvariantCulture)),
        ("before", Before?.ToString(CultureInfo.InvariantCulture)));
}
