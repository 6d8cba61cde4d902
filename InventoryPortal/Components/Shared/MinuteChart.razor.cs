using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Shared;

/// <summary>One colour of a chart.</summary>
/// <param name="Label">For people; colour alone tells nothing.</param>
/// <param name="Tone">A class of the style sheet.</param>
/// <param name="PerMinute">Oldest first.</param>
public sealed record ChartSeries(string Label, string Tone, IReadOnlyList<int> PerMinute);

/// <summary>A chart of figures per minute.</summary>
public sealed partial class MinuteChart
{
    /// <summary>Minutes of one row of the table that says the same in words.</summary>
    private const int RowMinutes = 5;

    /// <summary>Minutes between two labels of the time axis: four of them fit the narrowest phone.</summary>
    private const int LabelMinutes = 15;

    [CascadingParameter]
    private BrowserFacts? Facts { get; set; }

    /// <summary>What is counted; the chart's heading.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Of what, per minute.</summary>
    [Parameter, EditorRequired]
    public string Unit { get; set; } = "";

    /// <summary>Names it in the document.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>The list of what is counted.</summary>
    [Parameter, EditorRequired]
    public string Href { get; set; } = "";

    /// <summary>Start of the first minute.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset From { get; set; }

    /// <summary>At least one, all of the same length.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    private string HeadId => $"chart-{Name}";

    private int Count => Series[0].PerMinute.Count;

    private double Step => 100.0 / Count;

    private ChartAxis Axis => ChartAxis.For(Enumerable.Range(0, Count).Max(SumOf));

    private int Total => Series.Sum(s => s.PerMinute.Sum());

    /// <summary>Of the last minute that is over.</summary>
    private int LastFull => SumOf(Count - 2);

    private string Summary => Words[
        "ChartSummary", Title, Numbers.Of(LastFull), Numbers.Of(Enumerable.Range(0, Count).Max(SumOf)), Numbers.Of(Total)];

    private IEnumerable<(int Minute, string Label)> Times =>
        Enumerable.Range(0, Count).Where(m => m % LabelMinutes == 0).Select(m => (m, Clock(m))).Append((Count - 1, Words["ChartNow"].Value));

    private int SumOf(int minute) => Series.Sum(s => s.PerMinute[minute]);

    private string Clock(int minute) =>
        TimeZoneInfo.ConvertTime(From.AddMinutes(minute), Facts?.TimeZone() ?? TimeZoneInfo.Utc).ToString("HH:mm", CultureInfo.InvariantCulture);

    private string Tip(int minute) => string.Join(
        Environment.NewLine,
        Series.Where(s => s.PerMinute[minute] > 0).Select(s => $"{s.Label}: {Numbers.Of(s.PerMinute[minute])}").Prepend($"{Clock(minute)} · {Numbers.Of(SumOf(minute))} {Unit}"));

    private static string Percent(double share) => share.ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
