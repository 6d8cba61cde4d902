using System.Security.Cryptography;
using InventoryPortal.Domain.SignIn;

namespace InventoryPortal.Access.Factors;

/// <summary>A new shared key for an authenticator app; kept nowhere before its first code is confirmed.</summary>
public sealed class AuthenticatorKey
{
    /// <summary>Bytes: what RFC 4226 recommends for SHA-1.</summary>
    private const int Size = 20;

    private const string Issuer = "InventoryPortal";

    private AuthenticatorKey(byte[] bytes) => Bytes = bytes;

    /// <summary>For an app that cannot see the picture, in groups of four.</summary>
    public string Text => string.Join(' ', Base32.Write(Bytes).Chunk(4).Select(g => new string(g)));

    internal byte[] Bytes { get; }

    public static AuthenticatorKey Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The link that an app opens and the picture holds.</summary>
    /// <param name="account">Under which name the app lists it.</param>
    public Uri Link(string account) =>
        new($"otpauth://totp/{Issuer}:{Uri.EscapeDataString(account)}?secret={Base32.Write(Bytes)}&issuer={Issuer}&digits={Totp.Digits}&period={Totp.StepSeconds}");

    /// <summary>Says nothing: a key must not come into a log by the way.</summary>
    public override string ToString() => nameof(AuthenticatorKey);
}
