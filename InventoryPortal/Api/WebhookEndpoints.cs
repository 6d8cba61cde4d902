using System.Globalization;
using InventoryPortal.Intake;

namespace InventoryPortal.Api;

/// <summary>The door for channels' webhooks: verified over the raw body, answered 2xx only when durably stored.</summary>
public static class WebhookEndpoints
{
    /// <summary>Largest delivery in bytes: the largest order any channel sends is a fraction of it.</summary>
    private const int MaxBody = 1024 * 1024;

    /// <summary>Seconds after which a delivery that could not be stored should come again.</summary>
    private const int RetryAfterSeconds = 5;

    public static IEndpointRouteBuilder MapWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/webhooks/{channelKey}", ReceiveAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

        // Only channels that challenge an endpoint ask this way; of those connected here none does.
        routes.MapGet("/webhooks/{channelKey}", NoChallenge).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    private static ProblemResult NoChallenge(string channelKey, HttpContext http) => new(Problem.Of(
        http, StatusCodes.Status404NotFound, "no_challenge", $"The channel {channelKey} does not challenge its endpoint."));

    private static async Task<IResult> ReceiveAsync(
        string channelKey, HttpContext http, InboxStore inbox, ILogger<InboxStore> log, CancellationToken cancellationToken)
    {
        if (await ReadBodyAsync(http.Request, cancellationToken) is not { } body)
        {
            return new ProblemResult(Problem.Of(http, StatusCodes.Status413PayloadTooLarge));
        }
        var headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal);
        try
        {
            return await inbox.AcceptAsync(channelKey, headers, body, cancellationToken) switch
            {
                Acceptance.Stored or Acceptance.Duplicate or Acceptance.Ping => Results.Ok(),
                Acceptance.Forged => new ProblemResult(Problem.Of(
                    http, StatusCodes.Status401Unauthorized, "signature_invalid", "The delivery is not signed with this channel's secret.")),
                _ => new ProblemResult(Problem.Of(
                    http, StatusCodes.Status404NotFound, "unknown_channel", $"No channel with the key {channelKey} takes webhooks.")),
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "A webhook of {Channel} could not be stored.", channelKey);
            http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return new ProblemResult(Problem.Of(http, StatusCodes.Status503ServiceUnavailable));
        }
    }

    // Null when it is too large; memory stays bounded whatever length is announced.
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBody)
        {
            return null;
        }
        using var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                return null;
            }
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}
