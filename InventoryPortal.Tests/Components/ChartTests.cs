using Bunit;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(6, 6, 2)]
    [InlineData(92, 100, 20)]
    [InlineData(506, 600, 200)]
    [InlineData(int.MaxValue, int.MaxValue, 500_000_000)]
    public void The_scale_has_few_round_steps_and_holds_the_highest(int highest, int top, int step)
    {
        var axis = ChartAxis.For(highest);
        Assert.Equal(new ChartAxis(top, step), axis);
        Assert.InRange(axis.Lines.Count(), 2, 6);
        Assert.InRange(axis.Percent(highest), 0, 100);
    }

    [Fact]
    public async Task A_chart_says_in_words_and_in_a_table_what_it_draws()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        int[] north = [.. new int[57], 4, 6, 1], south = [.. new int[58], 3, 0];
        var chart = host.Browser.Render<MinuteChart>(p => p
            .Add(c => c.Title, "Units sold").Add(c => c.Unit, "units a minute").Add(c => c.Name, "sold")
            .Add(c => c.From, new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero))
            .Add(c => c.Series, [new ChartSeries("North", "series-1", north), new ChartSeries("South", "series-2", south)]));

        Assert.Equal("Units sold per minute: 9 in the last full minute, at most 9, 14 in the last hour.", chart.Find("svg").GetAttribute("aria-label"));
        Assert.Equal("9", chart.Find("[data-figure=sold]").TextContent);
        Assert.Equal(4, chart.FindAll("rect[class^=series]").Count);
        var rows = chart.FindAll("details tbody tr");
        Assert.Equal((12, "11:5511 3"), (rows.Count, string.Concat(rows[^1].Children.Select(c => c.TextContent).Take(2)) + " " + rows[^1].Children[2].TextContent));
        Assert.Equal(["North 11", "South 3"], chart.FindAll(".chart-legend li").Select(l => l.TextContent));
        Assert.Contains("11:58 · 9 units a minute", chart.FindAll("title")[58].TextContent, StringComparison.Ordinal);
    }
}
