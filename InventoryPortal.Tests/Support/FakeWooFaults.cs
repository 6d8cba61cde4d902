using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace InventoryPortal.Tests.Support;

/// <summary>What goes wrong with one request.</summary>
public abstract record FakeWooFault
{
    private FakeWooFault() { }

    /// <summary>An answer of one's own; nothing is done.</summary>
    public sealed record Answer(int Status, string Body, string ContentType = "application/json", params (string Name, string Value)[] Headers) : FakeWooFault;

    /// <summary>Nothing is done and no answer comes until the caller gives up or the store stops.</summary>
    public sealed record Hang : FakeWooFault;

    /// <summary>The work is done, then the connection is cut without an answer.</summary>
    public sealed record ApplyThenReset : FakeWooFault;

    /// <summary>The work is done; half of the answer comes, then the connection is cut.</summary>
    public sealed record Truncate : FakeWooFault;

    /// <summary>The work is done; the answer's JSON is cut in the middle although the connection ends properly.</summary>
    public sealed record CutJson : FakeWooFault;

    /// <summary>Every second item of a batch fails with this code and status; the others are done.</summary>
    public sealed record HalfFails(string Code, int Status) : FakeWooFault;

    /// <summary>The work is done after a pause of the store's clock.</summary>
    public sealed record Pause(TimeSpan Length) : FakeWooFault;

    /// <summary>A gzip answer of this many megabytes of spaces, which is a few kilobytes on the wire; nothing is done.</summary>
    public sealed record Bomb(int Megabytes) : FakeWooFault;

    /// <summary>429 with Retry-After in seconds.</summary>
    public static FakeWooFault TooMany(int seconds) =>
        new Answer(429, """{"code":"too_many_requests","message":"Slow down.","data":{"status":429}}""", Headers: ("Retry-After", $"{seconds}"));

    /// <summary>A page of HTML with status 200, as a maintenance plugin or a captive portal sends.</summary>
    public static FakeWooFault Html() => new Answer(200, "<!doctype html><title>Soon back</title>", "text/html");
}

/// <summary>Faults waiting for their requests.</summary>
public sealed class FakeWooFaults
{
    private readonly Lock _gate = new();
    private readonly List<(string Shape, FakeWooFault Fault)> _waiting = [];

    /// <summary>Lets the next <paramref name="times"/> requests of this shape (<c>POST products/batch</c>, or <c>*</c> for any) go wrong.</summary>
    public void Next(string shape, FakeWooFault fault, int times = 1)
    {
        lock (_gate)
        {
            _waiting.AddRange(Enumerable.Repeat((shape, fault), times));
        }
    }

    /// <summary>Forgets the faults that have not happened yet.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
        }
    }

    internal FakeWooFault? Take(string shape)
    {
        lock (_gate)
        {
            var index = _waiting.FindIndex(w => w.Shape == "*" || w.Shape == shape);
            if (index < 0)
            {
                return null;
            }
            var fault = _waiting[index].Fault;
            _waiting.RemoveAt(index);
            return fault;
        }
    }

    /// <summary>Plays the fault around <paramref name="work"/>.</summary>
    internal static async Task PlayAsync(HttpContext http, FakeWooFault fault, Func<Task> work, TimeProvider clock, CancellationToken stopping)
    {
        switch (fault)
        {
            case FakeWooFault.Answer answer:
                await WriteAsync(http, answer);
                break;
            case FakeWooFault.Bomb bomb:
                await BombAsync(http, bomb.Megabytes);
                break;
            case FakeWooFault.Hang:
                await ForeverAsync(http.RequestAborted, stopping);
                http.Abort();
                break;
            case FakeWooFault.Pause pause:
                await PauseAsync(pause.Length, clock, http.RequestAborted);
                await work();
                break;
            case FakeWooFault.HalfFails half:
                http.Items[typeof(FakeWooFault.HalfFails)] = half;
                await work();
                break;
            default:
                await CutAsync(http, fault, work);
                break;
        }
    }

    /// <summary>Waits on the given clock.</summary>
    internal static async Task PauseAsync(TimeSpan length, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (length > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(length, clock);
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task WriteAsync(HttpContext http, FakeWooFault.Answer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            http.Response.Headers[name] = value;
        }
        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }

    private static async Task BombAsync(HttpContext http, int megabytes)
    {
        http.Response.Headers.ContentEncoding = "gzip";
        await using var zip = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
        var spaces = new byte[1024 * 1024];
        spaces.AsSpan().Fill((byte)' ');
        for (var i = 0; i < megabytes; i++)
        {
            await zip.WriteAsync(spaces, http.RequestAborted);
        }
    }

    private static async Task ForeverAsync(CancellationToken aborted, CancellationToken stopping)
    {
        var never = new TaskCompletionSource();
        await using var a = aborted.Register(() => never.TrySetResult());
        await using var b = stopping.Register(() => never.TrySetResult());
        await never.Task;
    }

    private static async Task CutAsync(HttpContext http, FakeWooFault fault, Func<Task> work)
    {
        var real = http.Response.Body;
        using var whole = new MemoryStream();
        http.Response.Body = whole;
        await work();
        http.Response.Body = real;
        if (fault is FakeWooFault.ApplyThenReset)
        {
            http.Abort();
            return;
        }
        var half = whole.ToArray().AsMemory(0, (int)whole.Length / 2);
        http.Response.ContentLength = fault is FakeWooFault.Truncate ? whole.Length : half.Length;
        await real.WriteAsync(half, http.RequestAborted);
        await real.FlushAsync(http.RequestAborted);
        if (fault is FakeWooFault.Truncate)
        {
            http.Abort();
        }
    }
}
