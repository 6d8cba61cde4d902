using System.Net.Mail;
using System.Security.Cryptography;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access;

/// <summary>A person as pages show one.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Email">What they sign in with.</param>
/// <param name="Role">What they may do.</param>
/// <param name="IsDisabled">Shut out.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastSignInAt">UTC; null when never.</param>
/// <param name="Channels">Channel keys the person is limited to, in order; null is all.</param>
public sealed record Person(
    string Id, string Email, Role Role, bool IsDisabled, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt, IReadOnlyList<string>? Channels = null)
{
    /// <summary>Whether the person keeps the whole portal: an administrator who is limited to no channel.</summary>
    internal bool IsWholeAdmin => Role == Role.Admin && Channels is null && !IsDisabled;

    /// <summary>Comes from the directory, which gives the role.</summary>
    public bool IsOfDirectory { get; init; }

    /// <summary>Was invited and has not chosen a password yet.</summary>
    public bool IsInvited { get; init; }

    /// <summary>An authenticator app or a passkey is set up; known only where people are listed.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>No password or code is taken before; null or past when the account does not rest.</summary>
    public DateTimeOffset? RestsUntil { get; init; }

    internal static Person Of(PortalUser user) =>
        new(user.Id, user.Email ?? user.UserName ?? user.Id, user.Role, user.IsDisabled, user.CreatedAt, user.LastSignInAt,
            ChannelScope.Read(user.Channels)?.Order(StringComparer.Ordinal).ToList()) 
        {
            IsOfDirectory = EntraPeopleStore.IsOfDirectory(user),
            RestsUntil = user.LockoutEnd,
            IsInvited = user.PasswordHash is null && !EntraPeopleStore.IsOfDirectory(user) && user.LastSignInAt is null,
        };
}

/// <summary>Makes the rows of people, the same way whoever asks for one.</summary>
public sealed class NewPeople(IPasswordHasher<PortalUser> hasher, ILookupNormalizer normalizer)
{
    /// <summary>Longest address, in characters (RFC 5321).</summary>
    internal const int MaxEmail = 254;

    /// <summary>A new security or concurrency stamp.</summary>
    public static string Stamp() => RandomNumberGenerator.GetHexString(32);

    /// <summary>What is wrong with an address and a password, or null.</summary>
    public static Refusal? Validate(string email, string password)
    {
        if (!IsEmail(email))
        {
            return Refusal.Field("email", "An e-mail address is needed.");
        }
        return PasswordRules.Check(password, email) is { } fault ? Refusal.Field("password", PasswordRules.Describe(fault)) : null;
    }

    /// <summary>Whether it looks like one address and nothing else.</summary>
    public static bool IsEmail(string? email) =>
        email is { Length: > 2 and <= MaxEmail } && MailAddress.TryCreate(email, out var parsed) && parsed.Address == email;

    /// <summary>A row that is not yet in the database; without a password only an outside sign-in opens it.</summary>
    public PortalUser Make(string email, string? password, Role role, DateTimeOffset now, string? userName = null)
    {
        var name = userName ?? email;
        return new PortalUser
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            UserName = name,
            NormalizedUserName = normalizer.NormalizeName(name),
            Email = email,
            NormalizedEmail = normalizer.NormalizeEmail(email),
            EmailConfirmed = true,
            SecurityStamp = Stamp(),
            ConcurrencyStamp = Stamp(),
            LockoutEnabled = true,
            PasswordHash = password is null ? null : Hash(password),
            Role = role,
            CreatedAt = now,
        };
    }

    /// <summary>Slow on purpose.</summary>
    public string Hash(string password) => hasher.HashPassword(new PortalUser(), password);
}
