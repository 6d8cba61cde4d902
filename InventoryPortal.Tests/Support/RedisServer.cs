using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>Debian's redis-server as a process of its own on a free port; it can be stopped, started again on the same port, and filled.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private static readonly string Program = Environment.GetEnvironmentVariable("REDIS_SERVER_PATH") ?? "/usr/bin/redis-server";

    private readonly string _folder = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly string[] _settings;
    private Process? _process;

    private RedisServer(int port, string[] settings) => (Port, _settings) = (port, settings);

    public int Port { get; }

    /// <summary>As the configuration names it.</summary>
    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Skips the test where there is no redis-server; where everything must be tested its absence is a failure.</summary>
    public static void Require()
    {
        if (!File.Exists(Program))
        {
            Assert.NotEqual("true", Environment.GetEnvironmentVariable("CI"));
            Assert.Skip($"There is no redis-server at {Program}: apt-get install redis-server, or set REDIS_SERVER_PATH.");
        }
    }

    /// <summary>Starts one; returns when it answers.</summary>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = Absent(settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A port where none listens yet.</summary>
    public static RedisServer Absent(params string[] settings)
    {
        Require();
        return new RedisServer(FreePort(), settings);
    }

    /// <summary>Starts it on its port; what it held before is gone.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(
            Program,
            ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder, .. _settings])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(StartLimit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }
        throw new InvalidOperationException("redis-server ended before it took connections.");
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task StopAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
        _process?.Dispose();
        _process = null;
    }

    /// <summary>A connection of the test's own.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync($"{Address},allowAdmin=true");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
