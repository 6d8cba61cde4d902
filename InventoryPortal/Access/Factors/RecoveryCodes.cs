using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InventoryPortal.Access.Factors;

/// <summary>
/// Codes for the day the phone is lost: shown once, each good once. They hold 49 bits, few enough to be typed, so what is kept of
/// them is a slow hash with a salt: text of the form <c>rounds$salt;hash;hash…</c>. Without the rounds it is of the first version.
/// </summary>
internal static class RecoveryCodes
{
    /// <summary>Codes of a set.</summary>
    public const int Count = 10;

    /// <summary>Letters and digits that are not taken for one another; no vowels, so that no words come out.</summary>
    private const string Alphabet = "23456789BCDFGHJKMNPQRTVWXY";

    /// <summary>Characters of a code, shown in two halves.</summary>
    private const int Length = 10;

    /// <summary>Bytes of the salt, which a set shares: a try then costs one hash and not ten.</summary>
    private const int SaltSize = 16;

    private const int HashSize = 32;

    /// <summary>A new set, as the person keeps it and as the portal does. Slow on purpose: call it outside a transaction.</summary>
    /// <param name="rounds">Of the hash, as for passwords.</param>
    public static (IReadOnlyList<string> Codes, string Kept) Make(int rounds)
    {
        var codes = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Length)).ToList();
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var kept = string.Join(';', codes.Select(c => Hash(c, salt, rounds)).Prepend(string.Create(CultureInfo.InvariantCulture, $"{rounds}${Convert.ToBase64String(salt)}")));
        return (codes.ConvertAll(c => $"{c[..(Length / 2)]}-{c[(Length / 2)..]}"), kept);
    }

    /// <summary>What is kept once this code is spent; null when it is none of the set. Slow on purpose.</summary>
    public static string? Spend(string kept, string code)
    {
        var typed = Plain(code);
        if (typed is null)
        {
            return null;
        }
        var parts = kept.Split(';');
        var made = parts[0].Split('$');
        var hash = Hash(typed, Convert.FromBase64String(made[^1]), made.Length == 1 ? AccessFeature.HashRounds : int.Parse(made[0], CultureInfo.InvariantCulture));
        return parts.Skip(1).Contains(hash, StringComparer.Ordinal) ? string.Join(';', parts.Where(p => p != hash)) : null;
    }

    /// <summary>How many are left.</summary>
    public static int Left(string kept) => kept.Count(c => c == ';');

    // Case, spaces and the dash are for people.
    private static string? Plain(string code)
    {
        var text = string.Concat(code.Where(c => c is not ('-' or ' '))).ToUpperInvariant();
        return text.Length == Length && text.All(Alphabet.Contains) ? text : null;
    }

    private static string Hash(string code, byte[] salt, int rounds) => Convert.ToBase64String(
        Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(code), salt, rounds, HashAlgorithmName.SHA512, HashSize));
}
