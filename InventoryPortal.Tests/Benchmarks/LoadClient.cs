using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using InventoryPortal.Tests.Support;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>How a load went.</summary>
/// <param name="Done">Calls answered.</param>
/// <param name="Seconds">From the first call to the last answer.</param>
/// <param name="Milliseconds">Time of each call, ascending.</param>
internal sealed record LoadResult(int Done, double Seconds, IReadOnlyList<double> Milliseconds)
{
    public double Rate => Done / Seconds;

    /// <summary>The time that so large a share of the calls kept, in milliseconds.</summary>
    public double Quantile(double share) => Quantile(Milliseconds, share);

    public static double Quantile(IReadOnlyList<double> ascending, double share) =>
        ascending.Count == 0 ? double.NaN : ascending[Math.Clamp((int)Math.Ceiling(share * ascending.Count) - 1, 0, ascending.Count - 1)];

    public static double Median(IEnumerable<double> values) => Quantile([.. values.Order()], 0.5);
}

/// <summary>The one client of both sides: the same calls over the same kind of connection.</summary>
internal static class LoadClient
{
    /// <summary>How often a paced load looks whether a call is due.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    public static HttpClient To(Uri address) => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.ApiKey) },
    };

    /// <summary>So many clients, each calling again as soon as it is answered, until the time is up.</summary>
    public static Task<LoadResult> ForAsync(double seconds, int clients, Func<Task> call) =>
        RunAsync(clients, (watch, _) => watch.Elapsed.TotalSeconds < seconds, call);

    /// <summary>So many clients, that share a number of calls.</summary>
    public static Task<LoadResult> TimesAsync(int times, int clients, Func<Task> call) => RunAsync(clients, (_, begun) => begun <= times, call);

    /// <summary>Calls at a steady rate, whether or not earlier ones are answered, until the time is up.</summary>
    public static Task<LoadResult> PacedAsync(double rate, double seconds, Func<Task> call) => PacedAsync(rate, elapsed => elapsed.TotalSeconds < seconds, call);

    /// <summary>Calls at a steady rate, whether or not earlier ones are answered, as long as it goes on.</summary>
    public static async Task<LoadResult> PacedAsync(double rate, Func<TimeSpan, bool> goesOn, Func<Task> call)
    {
        var times = new ConcurrentBag<double>();
        var calls = new List<Task>();
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Tick);
        while (goesOn(watch.Elapsed))
        {
            for (var due = (int)(watch.Elapsed.TotalSeconds * rate); calls.Count < due;)
            {
                calls.Add(Task.Run(() => TimedAsync(call, times)));
            }
            await timer.WaitForNextTickAsync();
        }
        await Task.WhenAll(calls);
        return new LoadResult(calls.Count, watch.Elapsed.TotalSeconds, [.. times.Order()]);
    }

    private static async Task<LoadResult> RunAsync(int clients, Func<Stopwatch, int, bool> goesOn, Func<Task> call)
    {
        var times = new ConcurrentBag<double>();
        var begun = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (goesOn(watch, Interlocked.Increment(ref begun)))
            {
                await TimedAsync(call, times);
            }
        })));
        return new LoadResult(times.Count, watch.Elapsed.TotalSeconds, [.. times.Order()]);
    }

    private static async Task TimedAsync(Func<Task> call, ConcurrentBag<double> times)
    {
        var start = Stopwatch.GetTimestamp();
        await call();
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
