using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>The portal as a process of its own, the way a merchant runs it: it can be killed at any instant.</summary>
public sealed partial class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Lines kept of what it prints; the oldest go first.</summary>
    private const int MaxLines = 10_000;

    private const string AnyPort = "http://127.0.0.1:0";

    private static string[] Portal(string? urls = null) => ["InventoryPortal.dll", "--urls", urls ?? AnyPort];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];

    private PortalProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    /// <summary>What it logged as a warning or worse: where, and the first line of what.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            var lines = _output.ToList();
            return [.. lines.Index().Where(l => ComplaintLine().IsMatch(l.Item)).Select(l => $"{l.Item} {lines.ElementAtOrDefault(l.Index + 1)?.Trim()}")];
        }
    }

    /// <summary>Processor time used since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of memory that it holds now.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a portal on this database file, migrated where it is new, and a free port; returns when it takes requests.</summary>
    /// <param name="settings">Configuration by key, with <c>:</c> between sections; <c>urls</c> for a certain port.</param>
    public static async Task<PortalProcess> StartAsync(string databaseFile, params (string Key, string Value)[] settings)
    {
        if (!File.Exists(databaseFile) && Directory.Exists(Path.GetDirectoryName(databaseFile)))
        {
            await File.WriteAllBytesAsync(databaseFile, await TestDatabase.MigratedAsync());
        }
        return await LaunchAsync(
            Portal(settings.FirstOrDefault(s => s.Key == "urls").Value),
            "Production",
            [
                ("ConnectionStrings:Inventory", $"Data Source={databaseFile}"),
                ("Bootstrap:ApiKey", PortalHost.ApiKey),
                ("Outbound:AllowedNetworks:0", "127.0.0.0/8"),
                ("Lab:Enabled", "false"),
                .. settings,
            ]);
    }

    /// <summary>Starts it as somebody does who has only just fetched it: with nothing set but where its data lie.</summary>
    public static Task<PortalProcess> StartDevelopmentAsync(string databaseFile) =>
        LaunchAsync(Portal(), "Development", [("ConnectionStrings:Inventory", $"Data Source={databaseFile}")]);

    /// <summary>Starts a program of this folder that says where it listens, as ASP.NET Core does; returns when it has said so.</summary>
    /// <param name="command">The program's file and its arguments.</param>
    /// <param name="settings">Environment by key, with <c>:</c> between sections.</param>
    public static async Task<PortalProcess> LaunchAsync(
        IReadOnlyList<string> command, string environment, IEnumerable<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, command[0]), .. command.Skip(1)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        var portal = new PortalProcess(Process.Start(start)!);
        portal.Address = await portal.ListeningAsync().WaitAsync(StartLimit, TestContext.Current.CancellationToken);
        return portal;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until it has died by itself.</summary>
    public Task DiesAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(StartLimit);

    private async Task<Uri> ListeningAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Keep(line);
            if (ListeningLine().Match(line) is { Success: true } match)
            {
                _ = DrainAsync(_process.StandardOutput);
                _ = DrainAsync(_process.StandardError);
                return new Uri(match.Groups[1].Value);
            }
        }
        throw new InvalidOperationException($"The portal did not start: {await _process.StandardError.ReadToEndAsync()} {string.Join('\n', _output)}");
    }

    // A full pipe would stop the portal.
    private async Task DrainAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            Keep(line);
        }
    }

    private void Keep(string line)
    {
        _output.Enqueue(line);
        if (_output.Count > MaxLines)
        {
            _output.TryDequeue(out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningLine();

    [GeneratedRegex("^(warn|fail|crit):")]
    private static partial Regex ComplaintLine();
}
