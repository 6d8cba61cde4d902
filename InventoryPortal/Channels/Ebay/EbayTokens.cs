using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>In whose name a call is made.</summary>
internal enum EbaySigner
{
    /// <summary>The seller, whose stock and orders they are.</summary>
    Seller,

    /// <summary>The application: notification endpoints and public keys.</summary>
    Application,
}

/// <summary>Gets access tokens, good for two hours, from eBay's token endpoint, which allows 1,000 (application) and 50,000 (seller) of them a day.</summary>
internal sealed class EbayTokens(OutboundCalls calls, AccessTokens kept, TimeProvider time)
{
    private const string ApplicationScope = "https://api.ebay.com/oauth/api_scope";

    /// <summary>Limit of one request: it is a small one.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Longest life that is believed, in seconds.</summary>
    private const int MaxLife = 24 * 3600;

    public Task<TokenAnswer> GetAsync(EbayAccount account, EbaySigner signer, CancellationToken cancellationToken) =>
        kept.GetAsync(account.Channel, signer.ToString(), async token => Read(await AskAsync(account, signer, token)), cancellationToken);

    public void Drop(EbayAccount account, EbaySigner signer, string refused) => kept.Drop(account.Channel, signer.ToString(), refused);

    /// <summary>Asks for a token without keeping it.</summary>
    public async Task<OutboundAnswer> AskAsync(EbayAccount account, EbaySigner signer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, account.Token) { Content = new FormUrlEncodedContent(Form(account, signer)) };
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + account.Basic);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return await calls.SendAsync(ChannelKind.Ebay, request, Limit, cancellationToken);
    }

    /// <summary>What the answer comes to.</summary>
    public TokenAnswer Read(OutboundAnswer answer)
    {
        // OAuth says both with 400 or 401: the application or the seller's consent is not taken.
        if (answer is OutboundAnswer.Answered { Status: 400 or 401 } refused && ErrorOf(refused.Body) is { } error)
        {
            return new TokenAnswer.None(new ReadFailure.Reauthorise(error switch
            {
                "invalid_grant" => "eBay no longer takes the refresh token: it ends after 18 months, or when the seller withdraws the consent. Get a new one.",
                "invalid_client" => "eBay refuses the client id and secret: check that they belong to this environment (production or sandbox).",
                _ => $"eBay refuses to sign us in ({error}).",
            }));
        }
        if (EbayFaults.OfRead(answer, time.GetUtcNow()) is { } failure)
        {
            return new TokenAnswer.None(failure);
        }
        if (!WireJson.TryParse(((OutboundAnswer.Answered)answer).Body, out var document))
        {
            return Unusable();
        }
        using (document)
        {
            return document.RootElement.Text("access_token") is { } value
                && document.RootElement.Member("expires_in") is { } life && life.TryWhole(out var seconds) && seconds is > 0 and <= MaxLife
                    ? new TokenAnswer.Token(value, TimeSpan.FromSeconds(seconds))
                    : Unusable();
        }
    }

    private static TokenAnswer.None Unusable() => new(new ReadFailure.Unusable("eBay's answer to the sign-in holds no access token."));

    // Without a scope the seller's token may do all that the seller agreed to; naming one that was not granted would be refused.
    private static Dictionary<string, string> Form(EbayAccount account, EbaySigner signer) => signer == EbaySigner.Seller
        ? new() { ["grant_type"] = "refresh_token", ["refresh_token"] = account.RefreshToken }
        : new() { ["grant_type"] = "client_credentials", ["scope"] = ApplicationScope };

    private static string? ErrorOf(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            return document.RootElement.Text("error") is { } error ? error[..Math.Min(error.Length, 100)] : null;
        }
    }
}
