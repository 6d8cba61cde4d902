using System.Net.Http.Headers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>One call with its trace.</summary>
/// <param name="Answer">Null when it was held.</param>
/// <param name="Held">Why it was not made: no token in its bucket, or no access token to be had.</param>
/// <param name="NextToken">After a 429, when the bucket has a token again.</param>
internal sealed record AmazonCall(OutboundAnswer? Answer, ReadFailure? Held, DateTimeOffset? NextToken, CallTrace Trace)
{
    /// <summary>The body of a call that succeeded.</summary>
    public ReadOnlyMemory<byte> Body => ((OutboundAnswer.Answered)Answer!).Body;
}

/// <summary>Calls Amazon within its budget, with the access token of the moment, and keeps a masked trace.</summary>
internal sealed class AmazonCalls(OutboundCalls calls, AccessTokens tokens, AmazonRates rates, TimeProvider time)
{
    /// <summary>Limit of any call but a file's: Amazon answers within a second or two, and gives up on itself after thirty.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Limit of a file on its way: 10 MB over a slow line.</summary>
    private static readonly TimeSpan FileLimit = TimeSpan.FromMinutes(2);

    /// <summary>How long a call waits for its token before it is given up for now.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string Purpose = "lwa";

    public DateTimeOffset Now => time.GetUtcNow();

    public Task DelayAsync(TimeSpan wait, CancellationToken cancellationToken) => Task.Delay(wait, time, cancellationToken);

    /// <summary>Makes one call. An access token that was given up before its time is replaced once: the refused call did nothing.</summary>
    /// <param name="path">With query, from the slash after the host.</param>
    public async Task<AmazonCall> SendAsync(
        AmazonSeller seller, AmazonOperation operation, HttpMethod method, string path, ReadOnlyMemory<byte>? json, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (await rates.EnterAsync(seller, operation, Patience, cancellationToken) is { } until)
            {
                return Held(method, path, new ReadFailure.Transient(until, true, $"The budget of {operation.Name} is used up until {until:HH:mm:ss} UTC."));
            }
            var token = await tokens.GetAsync(seller.Channel, Purpose, stop => AskAsync(seller, stop), cancellationToken);
            if (token is not TokenAnswer.Token access)
            {
                return Held(method, path, ((TokenAnswer.None)token).Failure);
            }
            var call = await SendOnceAsync(seller, operation, method, path, json, access.Value, cancellationToken);
            if (call.Answer is not OutboundAnswer.Answered { Status: 401 or 403 })
            {
                return call;
            }
            tokens.Drop(seller.Channel, Purpose, access.Value);
            if (!isFirst)
            {
                return call;
            }
        }
    }

    /// <summary>A call without a token, which tells about the address alone.</summary>
    public Task<OutboundAnswer> KnockAsync(AmazonSeller seller, CancellationToken cancellationToken) =>
        PlainAsync(new HttpRequestMessage(HttpMethod.Get, seller.At($"/listings/2021-08-01/items/{Uri.EscapeDataString(seller.SellerId)}?marketplaceIds={Uri.EscapeDataString(seller.MarketplaceId)}")), Limit, cancellationToken);

    /// <summary>A fresh access token, past the one at hand.</summary>
    public Task<TokenAnswer> SignInAsync(AmazonSeller seller, CancellationToken cancellationToken) => AskAsync(seller, cancellationToken);

    /// <summary>Sends a file to, or fetches one from, an address that Amazon signed for this once.</summary>
    public async Task<AmazonCall> FileAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte>? content, string contentType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        if (content is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }
        var answer = await calls.SendAsync(ChannelKind.Amazon, request, FileLimit, AmazonFiles.MaxBytes, cancellationToken);
        // The query is the signature.
        return new AmazonCall(answer, null, null, OutboundTrace.Of(method, address.AbsolutePath, content is { } sent ? Masking.Bytes(sent.Span, []) : null, answer, [], AmazonFaults.Describe));
    }

    private async Task<AmazonCall> SendOnceAsync(
        AmazonSeller seller, AmazonOperation operation, HttpMethod method, string path, ReadOnlyMemory<byte>? json, string access, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, seller.At(path));
        request.Headers.Add("x-amz-access-token", access);
        request.Headers.TryAddWithoutValidation("user-agent", "InventoryPortal/1.0 (Language=C#)");
        if (json is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        List<string> secrets = [.. seller.Secrets, access];
        var answer = await calls.SendAsync(ChannelKind.Amazon, request, Limit, cancellationToken);
        var next = answer is OutboundAnswer.Answered answered ? rates.Learn(seller, operation, answered) : null;
        var sent = json is { } said ? Masking.Bytes(said.Span, secrets) : null;
        return new AmazonCall(answer, null, next, OutboundTrace.Of(method, Masking.Text(path, secrets)!, sent, answer, secrets, AmazonFaults.Describe));
    }

    private async Task<TokenAnswer> AskAsync(AmazonSeller seller, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, seller.Tokens)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token", ["refresh_token"] = seller.RefreshToken, ["client_id"] = seller.ClientId, ["client_secret"] = seller.ClientSecret,
            }),
        };
        return await PlainAsync(request, Limit, cancellationToken) switch
        {
            OutboundAnswer.Answered { Status: 200 } a when TokenOf(a.Body) is { } token => token,
            OutboundAnswer.Answered { Status: 200 } => None(new ReadFailure.Unusable("Login with Amazon answered 200 without an access token.")),
            OutboundAnswer.Answered { Status: 400 or 401 } a when AmazonError.Of(a.Body) is { Code: "invalid_grant" or "invalid_client" or "unauthorized_client" } error =>
                None(new ReadFailure.Reauthorise($"Login with Amazon refuses the client or the refresh token: {error.Code}, {error.Message}")),
            OutboundAnswer.Answered { Status: 429 } a => None(new ReadFailure.Transient(WaitHeaders.RetryAfter(a, Now), true, "Login with Amazon asks to wait (HTTP 429).")),
            OutboundAnswer.Answered { Status: >= 500 } a => None(new ReadFailure.Transient(null, false, $"Login with Amazon answered HTTP {a.Status}.")),
            OutboundAnswer.Answered a => None(new ReadFailure.Unusable($"Login with Amazon answered HTTP {a.Status}.")),
            OutboundAnswer.NotSent n => None(new ReadFailure.Transient(null, false, n.Reason)),
            OutboundAnswer.Lost l => None(new ReadFailure.Transient(null, false, l.Reason)),
            _ => throw new InvalidOperationException("An answer of a kind unknown here."),
        };
    }

    private async Task<OutboundAnswer> PlainAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using (request)
        {
            return await calls.SendAsync(ChannelKind.Amazon, request, limit, cancellationToken);
        }
    }

    private static TokenAnswer.Token? TokenOf(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            var root = document.RootElement;
            // A header can carry it: nothing but visible ASCII.
            return root.Text("access_token") is { } token && token.All(c => c is > ' ' and < '\x7f')
                && root.Member("expires_in") is { ValueKind: JsonValueKind.Number } lives && lives.TryWhole(out var seconds) && seconds > 0
                    ? new TokenAnswer.Token(token, TimeSpan.FromSeconds(seconds))
                    : null;
        }
    }

    private static TokenAnswer.None None(ReadFailure failure) => new(failure);

    private static AmazonCall Held(HttpMethod method, string path, ReadFailure failure) =>
        new(null, failure, null, new CallTrace(method.Method, path, null, TimeSpan.Zero, null, null, failure.Reason));
}
