using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InventoryPortal.Tests.Support;

/// <summary>A server that answers every request as the test says at that moment.</summary>
public sealed class AnsweringServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AnsweringServer(WebApplication app) => _app = app;

    /// <summary>What the next requests are answered with.</summary>
    public Func<HttpContext, string, Task> Answer { get; set; } = (http, _) => WriteAsync(http, 404, "{}");

    /// <summary>Requests so far: method, path with query, body.</summary>
    public List<(string Method, string Target, string Body)> Requests { get; } = [];

    public Uri Address => new(_app.Urls.Single());

    public static async Task<AnsweringServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new AnsweringServer(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    public static Task WriteAsync(HttpContext http, int status, string body, string contentType = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        // After some statuses (204) even an empty write would spoil the connection.
        return body.Length == 0 ? Task.CompletedTask : http.Response.WriteAsync(body, Encoding.UTF8);
    }

    private async Task HandleAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        lock (Requests)
        {
            Requests.Add((http.Request.Method, http.Request.Path + http.Request.QueryString, body));
        }
        await Answer(http, body);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
