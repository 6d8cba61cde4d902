using System.Globalization;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Intake;
using InventoryPortal.Operations;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Api;

/// <summary>The door for channels' webhooks: verified over the raw body, answered 2xx only when durably stored.</summary>
public static class WebhookEndpoints
{
    /// <summary>Largest delivery in bytes: the largest order any channel sends is a fraction of it.</summary>
    private const int MaxBody = 1024 * 1024;

    /// <summary>Seconds after which a delivery that could not be verified or stored should come again.</summary>
    private const int RetryAfterSeconds = 5;

    private static readonly EventId NotStored = new(1302, CauseCodes.WebhookNotStored);
    private static readonly EventId Forged = new(1301, CauseCodes.WebhookForged);

    public static IEndpointRouteBuilder MapWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/webhooks/{channelKey}", ReceiveAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        routes.MapGet("/webhooks/{channelKey}", ChallengeAsync).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    /// <summary>Answers a channel that makes sure of our endpoint before it sends anything there.</summary>
    private static async Task<IResult> ChallengeAsync(
        string channelKey, HttpContext http, EndpointChallenge challenge, IOptions<PortalOptions> options, CancellationToken cancellationToken)
    {
        // The answer covers the address as it is registered: what Portal:PublicUrl made of it, else what the channel called.
        var endpoint = options.Value.WebhookAddress(channelKey) ?? new Uri($"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}");
        var query = http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        return await challenge.AnswerAsync(channelKey, query, endpoint, cancellationToken) is { } answer
            ? Results.Bytes(answer.Body, answer.ContentType)
            : new ProblemResult(Problem.Of(
                http, StatusCodes.Status404NotFound, "no_challenge", $"This is not a question by which the channel {channelKey} makes sure of its endpoint."));
    }

    private static async Task<IResult> ReceiveAsync(
        string channelKey, HttpContext http, InboxStore inbox, ILogger<InboxStore> log, CancellationToken cancellationToken)
    {
        if (await ApiBody.ReadAsync(http.Request, MaxBody, cancellationToken) is not { } body)
        {
            return new ProblemResult(Problem.Of(http, StatusCodes.Status413PayloadTooLarge));
        }
        var headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal);
        try
        {
            var accepted = await inbox.AcceptAsync(channelKey, headers, body, cancellationToken);
            if (accepted.Trace is { } reason)
            {
                log.LogWarning(Forged, "A delivery for {Channel} is not its own: {Reason}", channelKey, reason);
            }
            return accepted.What switch
            {
                Acceptance.Stored or Acceptance.Duplicate or Acceptance.Ping => Results.Ok(),
                Acceptance.Forged => new ProblemResult(Problem.Of(
                    http, accepted.ForgedStatus, "signature_invalid", "The delivery is not signed by this channel.")),
                Acceptance.NotNow => ComeAgain(http),
                _ => new ProblemResult(Problem.Of(
                    http, StatusCodes.Status404NotFound, "unknown_channel", $"No channel with the key {channelKey} takes webhooks.")),
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(NotStored, e, "A webhook of {Channel} could not be stored.", channelKey);
            return ComeAgain(http);
        }
    }

    private static ProblemResult ComeAgain(HttpContext http)
    {
        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return new ProblemResult(Problem.Of(http, StatusCodes.Status503ServiceUnavailable));
    }
}
