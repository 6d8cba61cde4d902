using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace InventoryPortal.Lab.Ebay;

/// <summary>The key with which notifications are signed, new at every start.</summary>
internal sealed class EbaySigning
{
    private readonly byte[] _private = NewKey();
    private readonly string _keyId = Guid.NewGuid().ToString();

    /// <summary>The public half as the API tells it; null for another key's id.</summary>
    public JsonObject? PublicKey(string id)
    {
        if (id != _keyId)
        {
            return null;
        }
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_private, out _);
        var text = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        return new JsonObject { ["algorithm"] = "ECDSA", ["digest"] = "SHA256", ["key"] = $"-----BEGIN PUBLIC KEY-----{text}-----END PUBLIC KEY-----" };
    }

    /// <summary>The header that a delivery carries.</summary>
    public string Sign(string body)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_private, out _);
        var signature = key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var header = new JsonObject { ["alg"] = "ecdsa", ["kid"] = _keyId, ["signature"] = Convert.ToBase64String(signature), ["digest"] = "SHA256" };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(header.ToJsonString()));
    }

    private static byte[] NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }
}
