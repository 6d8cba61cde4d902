using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        var request = new FakeWooRequest(http.Request.Method, route, http.Request.QueryString.Value ?? "", text, authorization);
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

    private async Task WorkAsync(HttpContext http, FakeWooRequest request)
    {
        var reply = Refusal(request) ?? await ReplyAsync(http, request);
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

    private async Task<FakeWooRoutes.Reply> ReplyAsync(HttpContext http, FakeWooRequest request)
    {
        JsonObject? body = null;
        try
        {
            body = request.Body.Length == 0 ? null : JsonNode.Parse(request.Body) as JsonObject;
        }
        catch (JsonException)
        {
            return new FakeWooRoutes.Reply(400, FakeWooRender.Error("rest_invalid_json", "Invalid JSON body passed.", 400));
        }
        if (request.Shape == "POST webhooks")
        {
            var (hook, json) = Locked(() => _routes.CreateHook(body!) is var h ? (h, FakeWooRender.Hook(h)) : default);
            if (hook.Status == "active")
            {
                await _deliveries.PingAsync(hook, http.RequestAborted);
            }
            return new FakeWooRoutes.Reply(201, json);
        }
        var half = http.Items[typeof(FakeWooFault.HalfFails)] as FakeWooFault.HalfFails;
        return Locked(() => _routes.Handle(request.Method, request.Route, http.Request.Query, body, half));
    }

    // Every refusal is 401; an unknown key is worded like a lack of rights. The index needs no key.
    private FakeWooRoutes.Reply? Refusal(FakeWooRequest request)
    {
        if (request.Route.Length == 0)
        {
            return new FakeWooRoutes.Reply(200, new JsonObject { ["namespace"] = "wc/v3", ["routes"] = new JsonObject() });
        }
        var pair = request.Authorization?.StartsWith("Basic ", StringComparison.Ordinal) == true
            ? Encoding.UTF8.GetString(Convert.FromBase64String(request.Authorization[6..])).Split(':', 2)
            : [];
        var (code, message) = pair.Length != 2 || pair[0] != ConsumerKey
                ? ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
            : pair[1] != ConsumerSecret
                ? ("woocommerce_rest_authentication_error", "Consumer secret is invalid.")
            : request.Method == "GET" && KeyPermission == "write"
                ? ("woocommerce_rest_authentication_error", "The API key provided does not have read permissions.")
            : request.Method != "GET" && KeyPermission == "read"
                ? ("woocommerce_rest_authentication_error", "The API key provided does not have write permissions.")
            : ("", "");
        return code.Length == 0 ? null : new FakeWooRoutes.Reply(401, FakeWooRender.Error(code, message, 401));
    }
}
