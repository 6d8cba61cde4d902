using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>What one call came to: data, or a fault. Whoever asked disposes it.</summary>
internal sealed record ShopifyReply(JsonDocument? Document, ShopifyFault? Fault, CallTrace Trace, DateTimeOffset? ShopNow = null) : IDisposable
{
    /// <summary>The answer's data; only without a fault.</summary>
    public JsonElement Data => Document!.RootElement.GetProperty("data");

    public void Dispose() => Document?.Dispose();
}

/// <summary>Calls a shop's GraphQL API within its budget and keeps a masked trace.</summary>
internal sealed class ShopifyCalls(OutboundCalls calls, ShopifyTokens tokens, ShopifyBudget budget, TimeProvider time)
{
    /// <summary>Limit of any call: 250 quantities took a few seconds in reports of busy shops.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Asks once; a token that ended early is replaced and the call made again, because the shop did not work on it.</summary>
    /// <param name="variables">Writes the members of the variables.</param>
    public async Task<ShopifyReply> AskAsync(
        ShopifyShop shop, ShopifyDocument document, Action<Utf8JsonWriter> variables, CancellationToken cancellationToken)
    {
        var body = Body(document, variables);
        for (var isSecond = false; ; isSecond = true)
        {
            var asked = await tokens.GetAsync(shop, cancellationToken);
            if (asked is TokenAnswer.None { Failure: var failure })
            {
                return NotSent(shop, ShopifyFault.NoToken(failure), failure.Reason);
            }
            var token = ((TokenAnswer.Token)asked).Value;
            if (budget.Enter(shop.Channel.ChannelId, document) is { } until)
            {
                const string wait = "The shop's bucket of points cannot hold this call yet.";
                return NotSent(shop, ShopifyFault.Wait(until, wait), wait);
            }
            var (answer, trace) = await SendAsync(shop, token, body, cancellationToken);
            if (answer is OutboundAnswer.Answered { Status: 401 } && !isSecond && tokens.Drop(shop, token))
            {
                continue;
            }
            return Read(shop, document, answer, trace, token);
        }
    }

    /// <summary>A part of a file that the shop made; its address carries its own right, so that no token goes along.</summary>
    public async Task<OutboundAnswer> DownloadAsync(Uri file, long from, int bytes, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file);
        request.Headers.Range = new RangeHeaderValue(from, from + bytes - 1);
        return await calls.SendAsync(ChannelKind.Shopify, request, Limit, cancellationToken);
    }

    private async Task<(OutboundAnswer Answer, CallTrace Trace)> SendAsync(ShopifyShop shop, string token, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        string[] secrets = [.. shop.Secrets, token];
        using var request = new HttpRequestMessage(HttpMethod.Post, shop.Api) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "InventoryPortal");
        request.Headers.TryAddWithoutValidation("X-Shopify-Access-Token", token);
        var answer = await calls.SendAsync(ChannelKind.Shopify, request, Limit, cancellationToken);
        return (answer, OutboundTrace.Of(HttpMethod.Post, shop.Api.AbsolutePath, Masking.Bytes(body.Span, secrets), answer, secrets, a => ShopifyFaults.Describe(a, secrets)));
    }

    private ShopifyReply Read(ShopifyShop shop, ShopifyDocument document, OutboundAnswer answer, CallTrace trace, string token)
    {
        string[] secrets = [.. shop.Secrets, token];
        if (ShopifyFaults.OfStatus(answer, time.GetUtcNow(), secrets) is { } fault)
        {
            return new ShopifyReply(null, fault, trace);
        }
        var answered = (OutboundAnswer.Answered)answer;
        if (!WireJson.TryParse(answered.Body, out var json))
        {
            return NoSense(null, trace, "The shop answered 200 with something that is not JSON.");
        }
        if (ShopifyCost.Of(json.RootElement) is { } cost)
        {
            budget.Note(shop.Channel.ChannelId, document, cost);
        }
        if (ShopifyFaults.OfErrors(json.RootElement, () => budget.AfterRefusal(shop.Channel.ChannelId, document), document.IsChange, secrets) is { } refused)
        {
            json.Dispose();
            return new ShopifyReply(null, refused, trace with { Error = refused.Read.Reason });
        }
        return json.RootElement.Member("data") is { ValueKind: JsonValueKind.Object }
            ? new ShopifyReply(json, null, trace, WaitHeaders.DateOf(answered))
            : NoSense(json, trace, "The shop answered 200 without data.");
    }

    private static ShopifyReply NoSense(JsonDocument? json, CallTrace trace, string reason)
    {
        json?.Dispose();
        return new ShopifyReply(null, ShopifyFault.NoSense(reason), trace with { Error = reason });
    }

    private static ShopifyReply NotSent(ShopifyShop shop, ShopifyFault fault, string reason) =>
        new(null, fault, new CallTrace("POST", shop.Api.AbsolutePath, null, TimeSpan.Zero, null, null, reason));

    private static ReadOnlyMemory<byte> Body(ShopifyDocument document, Action<Utf8JsonWriter> variables)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("query", document.Text);
            json.WriteString("operationName", document.Name);
            json.WriteStartObject("variables");
            variables(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
