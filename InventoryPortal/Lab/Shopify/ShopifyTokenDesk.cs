using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Shopify;

/// <summary>Gives out access tokens: for client credentials a day, for a refresh token an hour and the next refresh token.</summary>
internal sealed class ShopifyTokenDesk(ShopBook book)
{
    /// <summary>Tokens that are good at once; the oldest goes when there are more.</summary>
    private const int MaxTokens = 50;

    private static readonly HashSet<string> Members = new(StringComparer.Ordinal) { "client_id", "client_secret", "grant_type", "refresh_token" };

    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private string? _refreshToken;

    /// <summary>From now on nothing but these credentials is taken, and no token that was given out before.</summary>
    public void Opened(IReadOnlyDictionary<string, string> credentials)
    {
        _tokens.Clear();
        _refreshToken = credentials.GetValueOrDefault("refreshToken");
    }

    public bool Takes(string? token, LabScene scene) =>
        scene.Credentials is { } held && token is not null
        && ((_tokens.TryGetValue(token, out var until) && book.Now < until) || (held.GetValueOrDefault("accessToken") is { Length: > 0 } own && own == token));

    public LabReply Answer(LabRequest request, LabScene scene)
    {
        if (request.Method != "POST" || ShopifyApi.Parse(request.Body) is not { } body || body.Any(m => !Members.Contains(m.Key) || m.Value?.GetValueKind() != JsonValueKind.String))
        {
            return Refused("invalid_request", "client_id, client_secret and grant_type are expected, as text");
        }
        if (scene.Credentials is not { } held || Text(body, "client_id") != held.GetValueOrDefault("clientId") || Text(body, "client_secret") != held.GetValueOrDefault("clientSecret"))
        {
            return Refused("invalid_client", "the client id or secret is not right");
        }
        switch (Text(body, "grant_type"))
        {
            case "client_credentials" when body.Count == 3:
                return Given(TimeSpan.FromSeconds(86_399), null);
            case "refresh_token" when _refreshToken is not null && Text(body, "refresh_token") == _refreshToken:
                _refreshToken = "shprt_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
                return Given(TimeSpan.FromHours(1), _refreshToken);
            default:
                return Refused("invalid_grant", "this grant is not taken, or its refresh token was used up");
        }
    }

    private LabReply Given(TimeSpan lifetime, string? next)
    {
        var token = "shpat_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        _tokens.Add(token, book.Now + lifetime);
        if (_tokens.Count > MaxTokens)
        {
            _tokens.Remove(_tokens.MinBy(t => t.Value).Key);
        }
        var body = new JsonObject { ["access_token"] = token, ["scope"] = string.Join(',', ShopifyApi.Scopes), ["expires_in"] = (int)lifetime.TotalSeconds };
        if (next is not null)
        {
            body["refresh_token"] = next;
        }
        return new LabReply(200, body.ToJsonString());
    }

    private static string? Text(JsonObject body, string name) => body[name]?.GetValue<string>();

    private static LabReply Refused(string error, string why) => new(400, new JsonObject { ["error"] = error, ["error_description"] = why }.ToJsonString());
}
