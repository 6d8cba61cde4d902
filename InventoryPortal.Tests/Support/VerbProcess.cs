using System.Diagnostics;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>What a verb of the program came to.</summary>
public sealed record VerbResult(int Code, string Out, string Error);

/// <summary>One verb, run the way a merchant runs it.</summary>
public static class VerbProcess
{
    /// <summary>How long one verb may take on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Runs it to its end on this database file.</summary>
    public static Task<VerbResult> RunAsync(string databaseFile, params string[] command) => RunAsync(databaseFile, "", command);

    /// <summary>As above, with a text piped in.</summary>
    public static Task<VerbResult> RunAsync(string databaseFile, string input, string[] command) =>
        BareAsync(input, [.. command, $"--ConnectionStrings:Inventory=Data Source={databaseFile}", "--Lab:Enabled=false"]);

    /// <summary>Runs the program with just these words.</summary>
    public static async Task<VerbResult> BareAsync(string input, string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new VerbResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
