namespace InventoryPortal.Domain.SignIn;

/// <summary>How a session began.</summary>
public enum SessionWay
{
    Password = 0,
    PasswordAndCode = 1,
    Passkey = 2,
    Directory = 3,
    Demo = 4,
}
