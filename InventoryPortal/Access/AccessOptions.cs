using System.ComponentModel.DataAnnotations;

namespace InventoryPortal.Access;

/// <summary>Who may sign in with a password of the portal where people come from a directory.</summary>
public enum LocalAccounts
{
    /// <summary>Everybody who has one.</summary>
    Allowed,

    /// <summary>Administrators only, for when the directory is away; each time goes on record.</summary>
    BreakGlass,

    /// <summary>Nobody: while the directory is away nobody gets in.</summary>
    Off,
}

/// <summary>Who must have more than a password.</summary>
public enum SecondFactorFor
{
    /// <summary>Nobody; everybody may.</summary>
    None,

    /// <summary>Administrators, of all channels or of some.</summary>
    Administrators,

    /// <summary>Everybody whom the portal itself lets in.</summary>
    Everyone,
}

/// <summary>Section <c>Access</c>: how long a sign-in lasts and how often one may try.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>A session without a request for so long ends, in minutes.</summary>
    [Range(5, 720)]
    public int IdleMinutes { get; set; } = 30;

    /// <summary>A session ends after so long whatever happens, in hours: a stolen cookie must not live for ever.</summary>
    [Range(1, 168)]
    public int AbsoluteHours { get; set; } = 12;

    /// <summary>Wrong passwords in a row after which an account rests.</summary>
    [Range(3, 100)]
    public int LockoutFailures { get; set; } = 5;

    /// <summary>How long it rests, in minutes.</summary>
    [Range(1, 1440)]
    public int LockoutMinutes { get; set; } = 15;

    /// <summary>Who may sign in with a password; anything but <c>Allowed</c> needs the section <c>AzureAd</c>.</summary>
    public LocalAccounts LocalAccounts { get; set; } = LocalAccounts.Allowed;

    /// <summary>Who must set up an authenticator app or a passkey before anything else is open to them.</summary>
    public SecondFactorFor RequireSecondFactor { get; set; } = SecondFactorFor.None;

    /// <summary>Tries a minute from one address, right or wrong: each costs a slow hash.</summary>
    [Range(1, 100_000)]
    public int SignInsPerMinutePerAddress { get; set; } = 30;

    /// <summary>Tries a minute for one account from anywhere.</summary>
    [Range(1, 100_000)]
    public int SignInsPerMinutePerAccount { get; set; } = 10;
}
