using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace InventoryPortal.Domain.SignIn;

/// <summary>Codes that follow the time (RFC 6238): six digits, thirty seconds, SHA-1, which is what authenticator apps take for granted.</summary>
public static class Totp
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Seconds for which a code is shown.</summary>
    public const int StepSeconds = 30;

    /// <summary>Steps before and after the present one that count too: a phone's clock is off by seconds, not by minutes.</summary>
    private const int Drift = 1;

    /// <summary>10 to the power of <see cref="Digits"/>.</summary>
    private const int Codes = 1_000_000;

    /// <summary>The number of the step that an instant lies in.</summary>
    public static long StepOf(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>Whether this looks like a code at all.</summary>
    public static bool IsCode(string? text) => text is { Length: Digits } && text.All(char.IsAsciiDigit);

    /// <summary>
    /// The newest step whose code this is, within the drift; null when it is none. Who accepts it must keep the step and take no
    /// code of it or an earlier one again.
    /// </summary>
    public static long? FindStep(ReadOnlySpan<byte> key, string code, DateTimeOffset now)
    {
        if (!IsCode(code))
        {
            return null;
        }
        var asked = int.Parse(code, CultureInfo.InvariantCulture);
        var present = StepOf(now);
        for (var step = present + Drift; step >= present - Drift; step--)
        {
            if (Number(key, step) == asked)
            {
                return step;
            }
        }
        return null;
    }

    /// <summary>The code of a step.</summary>
    public static string Code(ReadOnlySpan<byte> key, long step) => Number(key, step).ToString("D6", CultureInfo.InvariantCulture);

    // SHA-1, as RFC 6238 has it and apps know it: a keyed hash does not rest on collisions.
    private static int Number(ReadOnlySpan<byte> key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, counter, hash);
        var offset = hash[^1] & 0x0f;
        return (BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & int.MaxValue) % Codes;
    }
}
