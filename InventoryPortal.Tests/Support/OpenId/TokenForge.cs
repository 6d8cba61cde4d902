using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace InventoryPortal.Tests.Support.OpenId;

/// <summary>Makes a wrong token out of a good one.</summary>
internal sealed class TokenForge(RsaSecurityKey published)
{
    private readonly RsaSecurityKey _other = new(RSA.Create(2048)) { KeyId = published.KeyId };

    public string Spoil(string token, TokenFault fault)
    {
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(new JsonWebToken(token).EncodedPayload))!.AsObject();
        var now = DateTimeOffset.UtcNow;
        switch (fault)
        {
            case TokenFault.Expired:
                claims["iat"] = claims["nbf"] = now.AddHours(-2).ToUnixTimeSeconds();
                claims["exp"] = now.AddHours(-1).ToUnixTimeSeconds();
                break;
            case TokenFault.OtherAudience:
                claims["aud"] = "99999999-9999-9999-9999-999999999999";
                break;
            case TokenFault.OtherIssuer:
                claims["iss"] = "https://login.elsewhere.test/v2.0";
                break;
            case TokenFault.OtherNonce:
                claims["nonce"] = "of another sign-in";
                break;
            default:
                break;
        }
        var key = fault == TokenFault.Forged ? _other : published;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            JsonSerializer.Serialize(claims), new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
    }
}
