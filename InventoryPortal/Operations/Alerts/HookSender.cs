using System.Globalization;
using System.Net.Http.Headers;
using InventoryPortal.Channels.Custom;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Posts one letter to a webhook, through the guarded connections by which every call leaves the portal: an address of a private network stays out of reach.</summary>
public sealed class HookSender(OutboundCalls calls, TimeProvider clock)
{
    /// <summary>How long the other side may take; half of what a mail may.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of an answer that are read: it says ok, or why not.</summary>
    private const int MaxAnswer = 64 * 1024;

    private const int Gone = 410;
    private const int NotFound = 404;
    private const int RequestTimeout = 408;

    /// <summary>Sends; only a cancelled token throws.</summary>
    public async Task<SendOutcome> SendAsync(DestinationKind kind, Letter letter, HookSecret secret, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var body = HookBodies.Of(kind, letter, now);
        using var request = new HttpRequestMessage(HttpMethod.Post, secret.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (kind == DestinationKind.Webhook)
        {
            if (StandardWebhooks.KeyOf(secret.Key) is not { } key)
            {
                return new SendOutcome.Refused("The signing secret cannot be read; enter it again.", IsBroken: true);
            }
            var seconds = now.ToUnixTimeSeconds();
            request.Headers.Add(StandardWebhooks.IdHeader, letter.Key);
            request.Headers.Add(StandardWebhooks.TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add(StandardWebhooks.SignatureHeader, StandardWebhooks.Sign(key, letter.Key, seconds, body));
        }
        return Judge(await calls.SendAsync(ChannelKind.Custom, request, Limit, MaxAnswer, cancellationToken), clock.GetUtcNow());
    }

    private static SendOutcome Judge(OutboundAnswer answer, DateTimeOffset now) => answer switch
    {
        OutboundAnswer.Answered { Status: >= 200 and < 300 } => new SendOutcome.Sent(),
        // Taken: only its answer was too long or was cut off.
        OutboundAnswer.Lost { Status: >= 200 and < 300 } => new SendOutcome.Sent(),
        OutboundAnswer.Answered { Status: Gone or NotFound } a => new SendOutcome.Refused($"The address answers {a.Status}: it is not there any more.", IsBroken: true),
        OutboundAnswer.Answered { Status: 401 or 403 } a => new SendOutcome.Refused($"The address answers {a.Status}: it does not let us in.", IsBroken: true),
        OutboundAnswer.Answered { Status: 429 or >= 500 or RequestTimeout } a => new SendOutcome.Failed($"The address answers {a.Status}.", WaitHeaders.RetryAfter(a, now)),
        OutboundAnswer.Answered { Status: >= 300 and < 400 } a => new SendOutcome.Refused($"The address answers {a.Status}; redirects are not followed.", IsBroken: true),
        OutboundAnswer.Answered a => new SendOutcome.Refused($"The address answers {a.Status}.", IsBroken: false),
        OutboundAnswer.NotSent { Cause: NotSentCause.Refused } n => new SendOutcome.Refused(n.Reason, IsBroken: true),
        OutboundAnswer.NotSent n => new SendOutcome.Failed(n.Reason),
        OutboundAnswer.Lost l => new SendOutcome.Failed(l.Reason),
        _ => throw new InvalidOperationException(answer.GetType().Name),
    };
}
