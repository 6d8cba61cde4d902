using System.Runtime.InteropServices;
using System.Text;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Verbs;

/// <summary>Runs a verb in the composed program of which nothing else was started.</summary>
public static class VerbRun
{
    private static readonly IReadOnlyDictionary<string, string?> QuietLog = new Dictionary<string, string?>
    {
        ["Logging:Console:LogLevel:Default"] = "Warning",
        ["Logging:Console:LogLevel:Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager"] = "Error",
        ["Logging:Console:LogToStandardErrorThreshold"] = "Trace",
    };

    /// <summary>Where a verb runs, what it is asked for is on stdout, and the log on stderr and only from warnings on.</summary>
    public static void QuietFor(this IHostApplicationBuilder builder, CommandLine asked)
    {
        if (asked is CommandLine.Run)
        {
            builder.Configuration.AddInMemoryCollection(QuietLog);
        }
    }

    /// <summary>Runs it on the console; returns the exit code. Interrupting it cancels what can be cancelled.</summary>
    public static async Task<int> RunVerbAsync(this IServiceProvider services, VerbCall call)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return (int)await RunAsync(services, call, new VerbConsole(ReadSecret, Console.Out, Console.Error), stop.Token);

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Runs it wherever it is to speak.</summary>
    public static async Task<VerbEnd> RunAsync(IServiceProvider services, VerbCall call, VerbConsole console, CancellationToken cancellationToken)
    {
        if (VerbTable.Find(call.Name)!.NeedsGoodSettings)
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        // It alone: what the others stand on cannot be made of bad settings.
        var verb = services.GetRequiredKeyedService<IVerb>(call.Name);
        try
        {
            return await verb.RunAsync(call, console, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync($"{call.Name} was interrupted.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DatabaseUnusableException or System.Data.Common.DbException)
        {
            await console.Error.WriteLineAsync($"{call.Name} failed: {e.GetBaseException().Message}");
        }
        return VerbEnd.Failed;
    }

    private static string? ReadSecret(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine();
        }
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
