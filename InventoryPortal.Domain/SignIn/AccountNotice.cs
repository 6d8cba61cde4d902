namespace InventoryPortal.Domain.SignIn;

/// <summary>What a person is told of by mail, because it changes how their account is opened. Kept by name.</summary>
public enum AccountNotice
{
    AppAdded,
    AppRemoved,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    PasskeyAdded,
    PasskeyRemoved,

    /// <summary>By the person, who knew the present one.</summary>
    PasswordChanged,

    /// <summary>The first one, by whoever held the invitation.</summary>
    PasswordChosen,

    /// <summary>By an administrator.</summary>
    PasswordReset,

    /// <summary>App, recovery codes and passkeys, by an administrator.</summary>
    FactorsRemoved,

    Disabled,
    Enabled,

    /// <summary>Too many wrong passwords or codes.</summary>
    LockedOut,
}

/// <summary>Who brought about what a person is told of.</summary>
public enum NoticeOrigin
{
    /// <summary>Whoever sat in a session of the person, or knew what the person knows.</summary>
    Person,

    Administrator,

    /// <summary>Anybody who knows the address.</summary>
    Anybody,
}

/// <summary>What follows from a notice. Pure.</summary>
public static class AccountNotices
{
    /// <summary>Who is behind it, by which the letter says what to do.</summary>
    public static NoticeOrigin OriginOf(AccountNotice notice) => notice switch
    {
        AccountNotice.PasswordReset or AccountNotice.FactorsRemoved or AccountNotice.Disabled or AccountNotice.Enabled => NoticeOrigin.Administrator,
        AccountNotice.LockedOut => NoticeOrigin.Anybody,
        _ => NoticeOrigin.Person,
    };
}
