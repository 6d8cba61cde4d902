using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>One call with its trace. Exactly one of the two is set: without a token nothing was sent.</summary>
internal sealed record EbayCall(OutboundAnswer? Answer, ReadFailure? NoToken, CallTrace Trace)
{
    /// <summary>The answer's body; only after the faults were asked for.</summary>
    public ReadOnlyMemory<byte> Body => ((OutboundAnswer.Answered)Answer!).Body;

    /// <summary>The answer's status; null when none came.</summary>
    public int? Status => (Answer as OutboundAnswer.Answered)?.Status;
}

/// <summary>Calls eBay in the name of a seller or of the application, and keeps a masked trace of it.</summary>
internal sealed class EbayCalls(OutboundCalls calls, EbayTokens tokens, TimeProvider time)
{
    /// <summary>Limit of a write: 25 live listings are revised in it.</summary>
    public static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(60);

    /// <summary>Limit of every other call.</summary>
    public static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    public DateTimeOffset Now => time.GetUtcNow();

    public Task<EbayCall> GetAsync(EbayAccount account, string route, EbaySigner signer, CancellationToken cancellationToken) =>
        SendAsync(account, HttpMethod.Get, route, null, signer, ReadLimit, cancellationToken);

    /// <param name="route">Path and query under the API's root.</param>
    public async Task<EbayCall> SendAsync(
        EbayAccount account, HttpMethod method, string route, ReadOnlyMemory<byte>? json, EbaySigner signer, TimeSpan limit, CancellationToken cancellationToken)
    {
        var first = await TryAsync(account, method, route, json, signer, limit, cancellationToken);
        // A token can be withdrawn before its time. A call refused for it did nothing, so it goes once more with a fresh one.
        return first.Status == 401 ? await TryAsync(account, method, route, json, signer, limit, cancellationToken) : first;
    }

    private async Task<EbayCall> TryAsync(
        EbayAccount account, HttpMethod method, string route, ReadOnlyMemory<byte>? json, EbaySigner signer, TimeSpan limit, CancellationToken cancellationToken)
    {
        var url = new Uri(account.Api, route);
        var target = Masking.Text(url.PathAndQuery, account.Secrets)!;
        var sent = json is { } shown ? Masking.Bytes(shown.Span, account.Secrets) : null;
        var signIn = await tokens.GetAsync(account, signer, cancellationToken);
        if (signIn is TokenAnswer.None { Failure: var failure })
        {
            return new EbayCall(null, failure, new CallTrace(method.Method, target, null, TimeSpan.Zero, sent, null, failure.Reason));
        }
        var token = (TokenAnswer.Token)signIn;
        using var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token.Value);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "InventoryPortal");
        request.Headers.TryAddWithoutValidation("X-EBAY-C-MARKETPLACE-ID", account.MarketplaceId);
        if (json is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }
        var answer = await calls.SendAsync(ChannelKind.Ebay, request, limit, cancellationToken);
        if (answer is OutboundAnswer.Answered { Status: 401 })
        {
            tokens.Drop(account, signer, token.Value);
        }
        return new EbayCall(answer, null, OutboundTrace.Of(method, target, sent, answer, [.. account.Secrets, token.Value], EbayFaults.Describe));
    }
}
