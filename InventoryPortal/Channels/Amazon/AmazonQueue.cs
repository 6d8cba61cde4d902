using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>
/// Takes Amazon's notifications out of the seller's own SQS queue, by its JSON protocol. Whoever may write to the queue is believed:
/// an event only names an order to be read at Amazon. Messages come again until they are confirmed.
/// </summary>
internal sealed class AmazonQueue(OutboundCalls calls, TimeProvider time)
{
    /// <summary>Messages of one receipt and of one confirmation: the queue's bound.</summary>
    private const int AtOnce = 10;

    /// <summary>A wait of any length makes the queue look at all its servers; a short one holds up nobody.</summary>
    private const int WaitSeconds = 1;

    /// <summary>How long messages that were handed out stay hidden from the next receipt: they are stored and confirmed at once.</summary>
    private const int HiddenSeconds = 60;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public async Task<EventPull> PullAsync(ChannelConnection channel, CancellationToken cancellationToken)
    {
        if (QueueOf(channel) is not { } queue)
        {
            return EventPull.Nothing;
        }
        var answer = await SendAsync(
            channel, queue, "ReceiveMessage",
            new { QueueUrl = queue.OriginalString, MaxNumberOfMessages = AtOnce, WaitTimeSeconds = WaitSeconds, VisibilityTimeout = HiddenSeconds }, cancellationToken);
        if (FailureOf(answer) is { } failure)
        {
            return new EventPull([], false, failure);
        }
        if (!WireJson.TryParse(((OutboundAnswer.Answered)answer).Body, out var document))
        {
            return new EventPull([], false, new ReadFailure.Unusable("The queue's answer is not JSON."));
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new EventPull([], false, new ReadFailure.Unusable("The queue's answer is no object."));
            }
            var events = document.RootElement.Member("Messages") is { ValueKind: JsonValueKind.Array } messages
                ? messages.EnumerateArray().Take(AtOnce).Select(m => Event(channel, m)).OfType<PulledEvent>().ToList()
                : [];
            return new EventPull(events, events.Count == AtOnce, null);
        }
    }

    public async Task<ReadFailure?> ConfirmAsync(ChannelConnection channel, IReadOnlyList<string> receipts, CancellationToken cancellationToken)
    {
        if (QueueOf(channel) is not { } queue)
        {
            return null;
        }
        foreach (var some in receipts.Chunk(AtOnce))
        {
            var entries = some.Select((receipt, i) => new { Id = $"m{i}", ReceiptHandle = receipt }).ToArray();
            var answer = await SendAsync(channel, queue, "DeleteMessageBatch", new { QueueUrl = queue.OriginalString, Entries = entries }, cancellationToken);
            if (FailureOf(answer) is { } failure)
            {
                return failure;
            }
        }
        return null;
    }

    private static Uri? QueueOf(ChannelConnection channel) =>
        Uri.TryCreate(channel.Settings.GetValueOrDefault(AmazonFields.QueueUrl), UriKind.Absolute, out var queue)
        && channel.Credentials.ContainsKey(AmazonFields.AwsAccessKeyId) && channel.Credentials.ContainsKey(AmazonFields.AwsSecretAccessKey)
            ? queue
            : null;

    private static PulledEvent? Event(ChannelConnection channel, JsonElement message)
    {
        if (message.Text("ReceiptHandle") is not { } receipt)
        {
            return null;
        }
        var body = Encoding.UTF8.GetBytes(message.Text("Body") ?? "");
        return new PulledEvent(receipt, AmazonEvents.Receive(channel, body), body);
    }

    private async Task<OutboundAnswer> SendAsync<T>(ChannelConnection channel, Uri queue, string action, T content, CancellationToken cancellationToken)
    {
        // At AWS the queue is named in the body alone; a stand-in of it is known by its whole address.
        var address = queue.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) ? new Uri(queue, "/") : queue;
        var body = JsonSerializer.SerializeToUtf8Bytes(content);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        var signed = new Dictionary<string, string>
        {
            ["host"] = address.Authority, ["x-amz-date"] = AwsSignature.DateOf(time.GetUtcNow()), ["x-amz-target"] = $"AmazonSQS.{action}",
        };
        var signature = new AwsSignature(channel.Credentials[AmazonFields.AwsAccessKeyId], channel.Credentials[AmazonFields.AwsSecretAccessKey], RegionOf(queue), "sqs");
        foreach (var (name, value) in signed.Where(s => s.Key != "host"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        request.Headers.TryAddWithoutValidation("authorization", signature.Authorization("POST", address.AbsolutePath, signed, body));
        return await calls.SendAsync(ChannelKind.Amazon, request, Limit, cancellationToken);
    }

    // https://sqs.eu-west-1.amazonaws.com/123456789012/name
    private static string RegionOf(Uri queue) => queue.Host.Split('.') is ["sqs", var region, ..] ? region : "us-east-1";

    private ReadFailure? FailureOf(OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent n => new ReadFailure.Transient(null, false, n.Reason),
        OutboundAnswer.Lost l => new ReadFailure.Transient(null, false, l.Reason),
        OutboundAnswer.Answered { Status: 200 } => null,
        // The seller's key at Amazon is another one: a queue that refuses must not stop what is pushed and polled.
        OutboundAnswer.Answered { Status: 429 or >= 500 } a => new ReadFailure.Transient(WaitHeaders.RetryAfter(a, time.GetUtcNow()), a.Status == 429, $"The queue answered HTTP {a.Status}."),
        OutboundAnswer.Answered a => new ReadFailure.Unusable($"The queue refuses (HTTP {a.Status}): check its address and that the key may receive and delete messages there."),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };
}
