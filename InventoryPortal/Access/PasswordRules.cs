using InventoryPortal.Domain.SignIn;

namespace InventoryPortal.Access;

/// <summary>Why a password will not do. A closed set; pages word it in the person's language.</summary>
public enum PasswordFault
{
    TooShort,
    TooLong,

    /// <summary>The e-mail address itself is the first thing anyone tries.</summary>
    IsAddress,

    /// <summary>The same few characters again and again.</summary>
    TooUniform,

    /// <summary>Among the first that anybody guesses.</summary>
    Common,
}

/// <summary>What a password may be: long, whatever it is made of and not among the first guesses (OWASP ASVS: no rules of composition, no forced change).</summary>
public static class PasswordRules
{
    /// <summary>Shortest password a person may choose, in characters.</summary>
    public const int MinLength = 12;

    /// <summary>Shortest one that configuration may bring for the first administrator, in characters.</summary>
    public const int MinConfiguredLength = 8;

    /// <summary>Longest, in characters: a bound on the work of one hash.</summary>
    public const int MaxLength = 200;

    /// <summary>Fewest different characters.</summary>
    private const int MinDistinct = 4;

    /// <summary>What is wrong with it, or null.</summary>
    public static PasswordFault? Check(string? password, string email) =>
        password is null || password.Length < MinLength ? PasswordFault.TooShort
        : password.Length > MaxLength ? PasswordFault.TooLong
        : password.Equals(email, StringComparison.OrdinalIgnoreCase) ? PasswordFault.IsAddress
        : password.Distinct().Count() < MinDistinct ? PasswordFault.TooUniform
        : CommonPassword.Matches(password) ? PasswordFault.Common
        : null;

    /// <summary>One English sentence for the HTTP contract.</summary>
    public static string Describe(PasswordFault fault) => fault switch
    {
        PasswordFault.TooShort => $"At least {MinLength} characters are needed.",
        PasswordFault.TooLong => $"At most {MaxLength} characters are kept.",
        PasswordFault.IsAddress => "The password may not be the e-mail address.",
        PasswordFault.Common => "This is among the first passwords that anybody guesses.",
        _ => "The password repeats too few characters.",
    };
}
