using System.Security.Cryptography;
using System.Text.Json;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InventoryPortal.Tests.Benchmarks;

/// <summary>
/// The unavoidable part of what the portal does, in a process of its own: Kestrel, SQLite with WAL and synchronous=FULL, and
/// the portal's own tables with its indexes. No sign-in, no allocation, no check of an earlier answer, no dispatch.
/// </summary>
internal static class FloorProgram
{
    public const string Verb = "floor";

    /// <summary>Writers a transaction may have, as in the portal's ledger.</summary>
    private const int SalesPerGroup = 64;

    /// <summary>Deliveries a transaction may have, as in the portal's inbox.</summary>
    private const int DeliveriesPerGroup = 128;

    /// <summary>Starts the program on this machine as a process.</summary>
    public static Task<PortalProcess> StartAsync(string databaseFile) =>
        PortalProcess.LaunchAsync(["InventoryPortal.Tests.dll", Verb, databaseFile], "Production", [("DOTNET_gcServer", "1")]);

    /// <summary>Serves until it is ended.</summary>
    public static async Task<int> RunAsync(string databaseFile)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        await using var app = builder.Build();
        await using var grouped = new FloorLedger(databaseFile, SalesPerGroup);
        await using var alone = new FloorLedger(databaseFile, 1);
        await using var inbox = new FloorInbox(databaseFile, DeliveriesPerGroup);
        app.MapPost("/grouped", (HttpContext http, CancellationToken token) => SellAsync(http, grouped, token));
        app.MapPost("/alone", (HttpContext http, CancellationToken token) => SellAsync(http, alone, token));
        app.MapPost("/hook", (HttpContext http, CancellationToken token) => TakeAsync(http, inbox, token));
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"Now listening on: {app.Urls.First()}");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<IResult> SellAsync(HttpContext http, FloorLedger ledger, CancellationToken cancellationToken)
    {
        var body = await JsonSerializer.DeserializeAsync<SaleBody>(http.Request.Body, JsonSerializerOptions.Web, cancellationToken);
        var answer = await ledger.SellAsync(body!, http.Request.Headers["Idempotency-Key"].ToString(), cancellationToken);
        return Results.Text(answer, "application/json", statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> TakeAsync(HttpContext http, FloorInbox inbox, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancellationToken);
        var bytes = body.ToArray();
        var told = Convert.FromBase64String(http.Request.Headers["X-WC-Webhook-Signature"].ToString());
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(FloorInbox.Secret, bytes), told))
        {
            return Results.Unauthorized();
        }
        await inbox.StoreAsync(bytes, cancellationToken);
        return Results.Ok();
    }
}

/// <summary>A sale as the benchmark's client sends it to both sides.</summary>
internal sealed record SaleBody(string Sku, string Kind, int Quantity);
