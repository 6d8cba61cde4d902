using System.Globalization;
using System.Runtime.CompilerServices;

namespace InventoryPortal.Tests.Simulation;

/// <summary>A line of the log that is put together only when the run is logged.</summary>
[InterpolatedStringHandler]
internal ref struct LogLine
{
    private DefaultInterpolatedStringHandler _text;

    public LogLine(int literalLength, int formattedCount, SimulationWorld world, out bool isWanted)
    {
        isWanted = world.IsLogging;
        if (isWanted)
        {
            _text = new DefaultInterpolatedStringHandler(literalLength + 20, formattedCount + 1, CultureInfo.InvariantCulture);
            _text.AppendFormatted(world.Clock.GetUtcNow(), "dd HH:mm:ss.fff ");
        }
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

    public string Done() => _text.ToStringAndClear();
}
