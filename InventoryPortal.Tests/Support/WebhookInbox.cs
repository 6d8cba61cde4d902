using InventoryPortal.Domain.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InventoryPortal.Tests.Support;

/// <summary>A listener that keeps every delivery it gets and answers 200, or whatever <see cref="Status"/> says.</summary>
public sealed class WebhookInbox : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookInbox(WebApplication app) => _app = app;

    /// <summary>Where to deliver to.</summary>
    public Uri Url => new(new Uri(_app.Urls.First()), "/hook");

    /// <summary>Status of every answer.</summary>
    public int Status { get; set; } = 200;

    /// <summary>What came, in order. Read it when no delivery is under way.</summary>
    public List<WebhookDelivery> Received { get; } = [];

    public static async Task<WebhookInbox> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var inbox = new WebhookInbox(builder.Build());
        inbox._app.Run(inbox.KeepAsync);
        await inbox._app.StartAsync();
        return inbox;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task KeepAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
        lock (Received)
        {
            Received.Add(new WebhookDelivery(headers, body.ToArray(), DateTimeOffset.UnixEpoch));
        }
        http.Response.StatusCode = Status;
    }
}
