using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>
/// The access token of a shop: a fixed one, one for client credentials (a day), or one for a refresh token (an hour), which is
/// replaced by every use. Short-lived ones stay in memory; a new refresh token is kept before its access token is used.
/// </summary>
internal sealed class ShopifyTokens(OutboundCalls calls, AccessTokens tokens, ICredentialVault vault, TimeProvider time)
{
    private const string Purpose = "admin";

    /// <summary>Limit of asking for a token.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Lifetime taken of a token whose answer names none: the shortest that the vendor gives out.</summary>
    private const int ShortestLifetime = 3600;

    /// <summary>Longest lifetime believed, in seconds: no token of the vendor lives longer than a day.</summary>
    private const int LongestLifetime = 90_000;

    /// <summary>Refresh tokens that the vault did not take, by channel: the shop knows no other any more, so they must not be lost with the error.</summary>
    private readonly ConcurrentDictionary<long, (long Version, string Token)> _unkept = new();

    public async Task<TokenAnswer> GetAsync(ShopifyShop shop, CancellationToken cancellationToken)
    {
        if (IsFixed(shop))
        {
            return new TokenAnswer.Token(shop.Credential(ShopifyFields.AccessToken)!, TimeSpan.MaxValue);
        }
        if (shop.Credential(ShopifyFields.RefreshToken) is not { } refresh)
        {
            return await tokens.GetAsync(shop.Channel, Purpose, token => AskAsync(shop, null, token), cancellationToken);
        }
        return shop.Channel.ChannelId == 0
            ? new TokenAnswer.None(new ReadFailure.Unusable("A refresh token is used up by trying it, and there is no channel yet to keep the next one: connect first, then test."))
            : await tokens.GetAsync(shop.Channel, Purpose, token => RefreshAsync(shop, refresh, token), cancellationToken);
    }

    /// <summary>The shop refused this token; whether another one may be had.</summary>
    public bool Drop(ShopifyShop shop, string refused)
    {
        tokens.Drop(shop.Channel, Purpose, refused);
        return !IsFixed(shop);
    }

    // Beside a refresh token an access token is only the first one, good while the form is tried out.
    private static bool IsFixed(ShopifyShop shop) =>
        shop.Credential(ShopifyFields.AccessToken) is not null && (shop.Credential(ShopifyFields.RefreshToken) is null || shop.Channel.ChannelId == 0);

    /// <summary>
    /// Another node or an earlier call may have used up the refresh token that this connection was opened with: the vault has the
    /// last one. A crash between the shop's answer and the vault loses the new one; then the shop refuses, and a person signs in again.
    /// A vault that fails loses nothing: it is tried again before the shop is.
    /// </summary>
    private async Task<TokenAnswer> RefreshAsync(ShopifyShop shop, string opened, CancellationToken cancellationToken)
    {
        if (_unkept.TryGetValue(shop.Channel.ChannelId, out var unkept) && unkept.Version == shop.Channel.Version)
        {
            await KeepAsync(shop, unkept.Token);
        }
        var present = await PresentAsync(shop, opened, cancellationToken);
        var answer = await AskAsync(shop, present, cancellationToken);
        if (answer is TokenAnswer.None { Failure: ReadFailure.Reauthorise } && await PresentAsync(shop, opened, cancellationToken) is var later && later != present)
        {
            return await AskAsync(shop, later, cancellationToken);
        }
        return answer;
    }

    private async Task<string> PresentAsync(ShopifyShop shop, string opened, CancellationToken cancellationToken)
    {
        var secrets = await vault.ReadAsync(shop.Channel.ChannelId, cancellationToken);
        return secrets.GetValueOrDefault(ShopifyFields.RefreshToken) is { Length: > 0 } kept ? kept : opened;
    }

    private async Task<TokenAnswer> AskAsync(ShopifyShop shop, string? refreshToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, shop.Token) { Content = new ReadOnlyMemoryContent(Body(shop, refreshToken)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");

        // Once asked, a refresh token is spent: the answer with the next one is waited for even when the caller gives up. The limit bounds it.
        var answer = await calls.SendAsync(ChannelKind.Shopify, request, Limit, refreshToken is null ? cancellationToken : CancellationToken.None);
        var secrets = refreshToken is null ? shop.Secrets : [.. shop.Secrets, refreshToken];
        if (ShopifyFaults.OfStatus(answer, time.GetUtcNow(), secrets) is { } fault)
        {
            // The token endpoint words a refused credential as 400.
            return new TokenAnswer.None(
                answer is OutboundAnswer.Answered { Status: 400 } refused ? new ReadFailure.Reauthorise(ShopifyFaults.Describe(refused, secrets)) : fault.Read);
        }
        if (Read(((OutboundAnswer.Answered)answer).Body) is not var (token, next))
        {
            return new TokenAnswer.None(new ReadFailure.Unusable("The shop's answer is not an access token; something else may be answering in its place."));
        }
        if (refreshToken is not null && next is not null && next != refreshToken)
        {
            await KeepAsync(shop, next);
        }
        cancellationToken.ThrowIfCancellationRequested();
        return token;
    }

    // The shop has forgotten the one before it already: a caller that gives up now must not stop this.
    private async Task KeepAsync(ShopifyShop shop, string next)
    {
        _unkept[shop.Channel.ChannelId] = (shop.Channel.Version, next);
        await vault.RotateAsync(shop.Channel.ChannelId, new Dictionary<string, string> { [ShopifyFields.RefreshToken] = next }, CancellationToken.None);
        _unkept.TryRemove(shop.Channel.ChannelId, out _);
    }

    private static (TokenAnswer.Token Token, string? Next)? Read(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            var root = document.RootElement;
            var seconds = root.Member("expires_in") is { } given ? given.TryWhole(out var whole) && whole is > 0 and <= LongestLifetime ? whole : 0 : ShortestLifetime;
            return root.Text("access_token") is { } value && seconds > 0 && SecretForm.FaultOf(value) is null
                ? (new TokenAnswer.Token(value, TimeSpan.FromSeconds(seconds)), root.Text("refresh_token"))
                : null;
        }
    }

    private static ReadOnlyMemory<byte> Body(ShopifyShop shop, string? refreshToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("client_id", shop.Credential(ShopifyFields.ClientId));
            json.WriteString("client_secret", shop.Credential(ShopifyFields.ClientSecret));
            json.WriteString("grant_type", refreshToken is null ? "client_credentials" : "refresh_token");
            if (refreshToken is not null)
            {
                json.WriteString("refresh_token", refreshToken);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
