using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;
using Microsoft.AspNetCore.WebUtilities;

namespace InventoryPortal.Lab.Ebay;

/// <summary>eBay's door: gives tokens out and says whose call it is.</summary>
internal sealed class EbayGate(ShopBook book)
{
    public const string TokenPath = "identity/v1/oauth2/token";

    private const string ApplicationScope = "https://api.ebay.com/oauth/api_scope";

    /// <summary>Seconds for which a token is good.</summary>
    private const int Life = 7200;

    /// <summary>Tokens remembered; the portal asks for two every two hours.</summary>
    private const int MaxTokens = 1_000;

    private readonly Dictionary<string, (bool IsSeller, DateTimeOffset Until)> _tokens = new(StringComparer.Ordinal);

    /// <summary>Takes no token that was given out before.</summary>
    public void Close() => _tokens.Clear();

    public LabReply Token(LabRequest request, LabScene scene)
    {
        if (request.Method != "POST" || request.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) != true)
        {
            return OAuth(400, "invalid_request", "a form is expected");
        }
        if (scene.Credentials is not { } credentials || request.Header("Authorization") != "Basic " + Basic(credentials))
        {
            // The application is another's; a seller who withdrew the consent is refused below.
            return scene.Credentials is null ? OAuth(400, "invalid_grant", "the provided authorization refresh token is invalid or was issued to another client")
                : OAuth(401, "invalid_client", "client authentication failed");
        }
        var form = QueryHelpers.ParseQuery(request.Body).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
        return (form.GetValueOrDefault("grant_type"), form.Count) switch
        {
            ("refresh_token", 2) when form.GetValueOrDefault("refresh_token") == credentials["refreshToken"] => Give(isSeller: true),
            ("refresh_token", _) => OAuth(400, "invalid_grant", "the provided authorization refresh token is invalid or was issued to another client"),
            ("client_credentials", 2) when form.GetValueOrDefault("scope") == ApplicationScope => Give(isSeller: false),
            ("client_credentials", _) => OAuth(400, "invalid_scope", "the requested scope is invalid"),
            _ => OAuth(400, "unsupported_grant_type", "grant type in request is not supported by the authorization server"),
        };
    }

    /// <summary>Why a call is not let in; null when it is.</summary>
    /// <param name="seller">Whether it is the seller's business; else the application's.</param>
    public LabReply? Refusal(LabRequest request, LabScene scene, bool seller)
    {
        const string scheme = "Bearer ";
        var given = request.Header("Authorization");
        if (scene.Credentials is null || given?.StartsWith(scheme, StringComparison.Ordinal) != true
            || !_tokens.TryGetValue(given[scheme.Length..], out var token) || token.Until <= book.Now)
        {
            return EbaySays.Refused(401, 1001, "OAuth", "Invalid access token");
        }
        return token.IsSeller == seller ? null : EbaySays.Refused(403, 1100, "ACCESS", "Insufficient permissions to fulfill the request.");
    }

    private LabReply Give(bool isSeller)
    {
        if (_tokens.Count >= MaxTokens)
        {
            _tokens.Clear();
        }
        var token = "v^1.1#i^1#" + RandomNumberGenerator.GetHexString(48);
        _tokens[token] = (isSeller, book.Now.AddSeconds(Life));
        return EbaySays.Ok(new JsonObject { ["access_token"] = token, ["expires_in"] = Life, ["token_type"] = isSeller ? "User Access Token" : "Application Access Token" });
    }

    private static LabReply OAuth(int status, string error, string description) =>
        new(status, new JsonObject { ["error"] = error, ["error_description"] = description }.ToJsonString());

    private static string Basic(IReadOnlyDictionary<string, string> credentials) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials["clientId"]}:{credentials["clientSecret"]}"));
}
