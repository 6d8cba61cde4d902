using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>The results, as Markdown that README can take over.</summary>
public sealed class BenchmarkTable
{
    private readonly List<string> _rows = [];

    /// <summary>Adds a line: what was measured, what the portal did, what the bare program did, the ratio or target.</summary>
    public void Add(string what, string portal, string floor = "", string ratio = "", string target = "") =>
        _rows.Add($"| {what} | {portal} | {floor} | {ratio} | {target} |");

    /// <summary>A number the way the table writes it: three figures are enough.</summary>
    public static string Number(double value) => value.ToString(
        value switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);

    public override string ToString()
    {
        var text = new StringBuilder();
        var date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        text.AppendLine(CultureInfo.InvariantCulture, $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Build()} build, {date}");
        text.AppendLine();
        text.AppendLine("| What | Portal | Floor | Portal ÷ floor | To reach |");
        text.AppendLine("| --- | --- | --- | --- | --- |");
        _rows.ForEach(row => text.AppendLine(row));
        return text.ToString();
    }

    private static string Build() =>
        typeof(InventoryPortal.Persistence.PortalDatabase).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyConfigurationAttribute), false)
            .OfType<System.Reflection.AssemblyConfigurationAttribute>().FirstOrDefault()?.Configuration ?? "unknown";

    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        var line = System.IO.File.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
