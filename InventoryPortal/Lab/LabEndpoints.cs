using System.Text;
using InventoryPortal.Lab.WooCommerce;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>The stores' REST API on the portal's own address, reached by the real adapter over HTTP.</summary>
public sealed class LabEndpoints(LabShops shops, IOptions<LabOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>Largest request in bytes: a batch of 100 quantities is about 6 KB.</summary>
    private const int MaxBody = 1024 * 1024;

    internal async Task AnswerAsync(HttpContext http, string shop, string? route)
    {
        if (shops.Find(shop) is not { } store)
        {
            await WriteAsync(http, 404, "<!doctype html><title>Page not found</title>", "text/html; charset=UTF-8");
            return;
        }
        if (http.Request.ContentLength > MaxBody)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var authorization = http.Request.Headers.Authorization.ToString() is { Length: > 0 } given ? given : null;
        var request = new ShopRequest(http.Request.Method, (route ?? "").Trim('/'), http.Request.QueryString.Value ?? "", body, authorization);
        if (!await PlayAsync(http, store, request))
        {
            await WorkAsync(http, store, request);
        }
    }

    /// <summary>Plays the fault that keeps the request from being worked on; false when there is none.</summary>
    private async Task<bool> PlayAsync(HttpContext http, LabShop store, ShopRequest request)
    {
        await PauseAsync(http, store.Has(LabFault.Slow) ? options.Value.StallMs : options.Value.AnswerMs);
        switch (store.Faults)
        {
            case var f when f.Contains(LabFault.LostBefore):
                await PauseAsync(http, options.Value.StallMs);
                http.Abort();
                return true;
            case var f when f.Contains(LabFault.TooMany):
                http.Response.Headers.RetryAfter = "2";
                await WriteAsync(http, 429, """{"code":"too_many_requests","message":"Slow down.","data":{"status":429}}""", "application/json");
                return true;
            case var f when f.Contains(LabFault.ServerError):
                await WriteAsync(http, 503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>", "text/html");
                return true;
            case var f when f.Contains(LabFault.Html):
                await WriteAsync(http, 200, "<!doctype html><title>Briefly unavailable for scheduled maintenance.</title>", "text/html; charset=UTF-8");
                return true;
            case var f when f.Contains(LabFault.OkWithError) && request.Method != "GET":
                await WriteAsync(http, 200, """{"code":"internal_server_error","message":"There has been a critical error.","data":{"status":500}}""", "application/json");
                return true;
            default:
                return false;
        }
    }

    private async Task WorkAsync(HttpContext http, LabShop store, ShopRequest request)
    {
        var reply = store.Answer(request, http.Request.Query);
        if (request.Method != "GET" && store.Has(LabFault.LostAfter))
        {
            await PauseAsync(http, options.Value.StallMs);
            http.Abort();
            return;
        }
        http.Response.Headers.Date = clock.GetUtcNow().ToString("r");
        if (reply.Total is { } total)
        {
            http.Response.Headers["X-WP-Total"] = $"{total}";
            http.Response.Headers["X-WP-TotalPages"] = $"{reply.TotalPages}";
        }
        await WriteAsync(http, reply.Status, reply.Body?.ToJsonString() ?? "", "application/json; charset=UTF-8");
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

    private static Task WriteAsync(HttpContext http, int status, string body, string contentType)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        return http.Response.WriteAsync(body, http.RequestAborted);
    }
}
