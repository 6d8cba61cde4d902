using System.Globalization;
using System.Text;
using InventoryPortal.Channels.Http;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>The shops' APIs on the portal's own address, reached by the real adapters over HTTP.</summary>
public sealed class LabEndpoints(LabShops shops, OutboundGet get, IOptions<LabOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>Largest request in bytes: a feed of 25,000 quantities is about 6 MB, a batch of 100 about 6 KB.</summary>
    private const int MaxBody = 10 * 1024 * 1024;

    /// <summary>How long a shop waits for an answer to a question of its own.</summary>
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(5);

    internal async Task AnswerAsync(HttpContext http, string shop, string? path)
    {
        if (shops.Find(shop) is not { } store)
        {
            await WriteAsync(http, new LabReply(404, "<!doctype html><title>Page not found</title>", "text/html; charset=UTF-8"));
            return;
        }
        if (http.Request.ContentLength > MaxBody)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var address = new Uri($"{http.Request.Scheme}://{http.Request.Host}/lab/{shop}");
        var request = new LabRequest(
            http.Request.Method, (path ?? "").Trim('/'), http.Request.QueryString.Value ?? "", http.Request.Query, http.Request.Headers, body, address);
        await PlayAsync(http, store, request);
    }

    private async Task PlayAsync(HttpContext http, LabShop store, LabRequest request)
    {
        await PauseAsync(http, store.Has(LabFault.Slow) ? options.Value.StallMs : options.Value.AnswerMs);
        if (store.Has(LabFault.LostBefore))
        {
            await LoseAsync(http);
            return;
        }
        if (store.Spoil(request) is { } spoilt)
        {
            await WriteAsync(http, spoilt);
            return;
        }
        await PauseAsync(http, store.Items(request) * options.Value.ItemMs);
        var reply = store.Answer(request);
        if (reply.Asks is { } question)
        {
            var (status, said) = await get.SendAsync(store.Dialect.Kind, question.Address, AskLimit, http.RequestAborted);
            reply = store.Heard(question, status, said);
        }
        if (store.LosesAnswer(request))
        {
            await LoseAsync(http);
            return;
        }
        await WriteAsync(http, reply);
    }

    private async Task LoseAsync(HttpContext http)
    {
        await PauseAsync(http, options.Value.StallMs);
        http.Abort();
    }

    private async Task PauseAsync(HttpContext http, int milliseconds)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), clock, either.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller gave up, or the portal stops: no reason to wait on.
        }
    }

    private Task WriteAsync(HttpContext http, LabReply reply)
    {
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = reply.ContentType;
        http.Response.Headers.Date = clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        foreach (var (name, value) in reply.Headers ?? new Dictionary<string, string>())
        {
            http.Response.Headers[name] = value;
        }
        return reply.Body.Length == 0 ? Task.CompletedTask : http.Response.WriteAsync(reply.Body, http.RequestAborted);
    }
}
