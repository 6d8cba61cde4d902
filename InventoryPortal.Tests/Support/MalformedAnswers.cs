using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace InventoryPortal.Tests.Support;

/// <summary>Answers that no healthy channel gives, made from a good one: an adapter may not read a number out of any of them.</summary>
public static class MalformedAnswers
{
    /// <summary>Bytes sent of an answer that has no end in sight: above every adapter's bound.</summary>
    private const int Endless = 24 * 1024 * 1024;

    /// <summary>Each by name, status 200.</summary>
    /// <param name="good">A good answer's JSON that holds <paramref name="quantity"/> once.</param>
    public static IEnumerable<(string Name, Func<HttpContext, Task> Write)> Of(string good, string quantity)
    {
        yield return ("cut off", Text(good[..(good.Length - (good.Length / 3))]));
        yield return ("HTML", Text("<!doctype html><title>Please sign in</title>"));
        yield return ("nothing", Text(""));
        yield return ("null", Text("null"));
        yield return ("a number", Text("5"));
        yield return ("an empty list", Text("[]"));
        yield return ("an empty object", Text("{}"));
        foreach (var value in (string[])["1e309", "5.5", "1e2", "\"5x\"", "99999999999", "true", "[5]", "{}", "05", "NaN"])
        {
            yield return ($"the quantity {value}", Text(good.Replace(quantity, value, StringComparison.Ordinal)));
        }
        yield return ("deep nesting", Text(new string('[', 100_000)));
        yield return ("no end", EndlessAsync);
        yield return ("a compression bomb", BombAsync);
        yield return ("bytes that are no text", http => http.Response.Body.WriteAsync(new byte[] { 0xff, 0xfe, 0x00, 0x80, 0xc3 }).AsTask());
    }

    private static Func<HttpContext, Task> Text(string body) => http => AnsweringServer.WriteAsync(http, 200, body);

    private static async Task EndlessAsync(HttpContext http)
    {
        var block = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
        try
        {
            for (var sent = 0; sent < Endless; sent += block.Length)
            {
                await http.Response.Body.WriteAsync(block, http.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller had enough.
        }
    }

    private static async Task BombAsync(HttpContext http)
    {
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var block = new byte[1024 * 1024];
            for (var i = 0; i < 32; i++)
            {
                await zip.WriteAsync(block);
            }
        }
        http.Response.Headers.ContentEncoding = "gzip";
        await http.Response.Body.WriteAsync(packed.ToArray());
    }
}
