using System.Text;
using InventoryPortal.Lab.WooCommerce;
using Microsoft.AspNetCore.Http;

namespace InventoryPortal.Tests.Support;

/// <content>The HTTP side: log, delay, fault, key, work.</content>
public sealed partial class FakeWooStore
{
    private const string ApiPath = "/wp-json/wc/v3";

    private async Task AnswerAsync(HttpContext http)
    {
        var route = http.Request.Path.StartsWithSegments(ApiPath, out var rest) ? rest.Value!.Trim('/') : "?" + http.Request.Path;
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        var authorization = http.Request.Headers.Authorization.ToString() is { Length: > 0 } a ? a : null;
        var request = new ShopRequest(http.Request.Method, route, http.Request.QueryString.Value ?? "", text, authorization);
        Locked(() => _requests.Add(request));
        Changed();
        if (route.StartsWith('?'))
        {
            await FakeWooFaults.PlayAsync(http, new FakeWooFault.Answer(404, "<!doctype html><title>Page not found</title>", "text/html"), () => Task.CompletedTask, _clock, _stopping.Token);
            return;
        }
        await FakeWooFaults.PauseAsync(AnswerDelay, _clock, http.RequestAborted);
        if (Faults.Take(request.Shape) is { } fault)
        {
            await FakeWooFaults.PlayAsync(http, fault, () => WorkAsync(http, request), _clock, _stopping.Token);
        }
        else
        {
            await WorkAsync(http, request);
        }
        Changed();
    }

    private async Task WorkAsync(HttpContext http, ShopRequest request)
    {
        var reply = ShopKeys.Refusal(request, ConsumerKey, ConsumerSecret, KeyPermission) ?? await ReplyAsync(http, request);
        Changed();
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = "application/json; charset=UTF-8";
        http.Response.Headers.Date = _clock.GetUtcNow().ToString("r");
        if (reply.Total is { } total)
        {
            http.Response.Headers["X-WP-Total"] = $"{total}";
            http.Response.Headers["X-WP-TotalPages"] = $"{reply.TotalPages}";
        }
        await http.Response.WriteAsync(reply.Body?.ToJsonString() ?? "", http.RequestAborted);
    }

    private async Task<ShopRoutes.Reply> ReplyAsync(HttpContext http, ShopRequest request)
    {
        var half = http.Items[typeof(FakeWooFault.HalfFails)] as FakeWooFault.HalfFails;
        var reply = Locked(() => _routes.Handle(request, http.Request.Query, half is null ? null : new ShopRoutes.HalfFault(half.Code, half.Status)));
        if (reply.Made is { Status: "active" } hook)
        {
            await _deliveries.PingAsync(hook, http.RequestAborted);
        }
        return reply;
    }
}
