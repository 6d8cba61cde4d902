namespace InventoryPortal.Components.Shared;

/// <summary>The scale of a chart of whole numbers, from 0 up.</summary>
/// <param name="Top">Highest figure of the scale; at least the highest shown.</param>
/// <param name="Step">From one line to the next.</param>
public readonly record struct ChartAxis(int Top, int Step)
{
    /// <summary>Lines above 0 at most: more would be ink, not help.</summary>
    private const int MaxLines = 5;

    /// <summary>Lines at which the figures stand, lowest first.</summary>
    public IEnumerable<int> Lines
    {
        get
        {
            for (long line = 0; line <= Top; line += Step)
            {
                yield return (int)line;
            }
        }
    }

    /// <summary>A scale of round steps (1, 2 or 5 times a power of ten) that holds <paramref name="highest"/>.</summary>
    public static ChartAxis For(int highest)
    {
        var wanted = Math.Max(highest, MaxLines);
        for (long power = 1; ; power *= 10)
        {
            foreach (var step in new[] { power, 2 * power, 5 * power })
            {
                if (step * MaxLines >= wanted)
                {
                    var top = (wanted + step - 1) / step * step;
                    return new ChartAxis((int)Math.Min(top, int.MaxValue), (int)step);
                }
            }
        }
    }

    /// <summary>Where a figure stands, in percent of the height.</summary>
    public double Percent(int figure) => 100.0 * figure / Top;
}
