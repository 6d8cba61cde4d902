using InventoryPortal.Access;
using InventoryPortal.Domain.Values;

namespace InventoryPortal.Tests.Access.Matrix;

/// <summary>Which channels a caller of the matrix is limited to.</summary>
public enum Scope
{
    /// <summary>None: it holds the whole portal.</summary>
    All,

    /// <summary>The channel that a cell is about.</summary>
    Question,

    /// <summary>Another one.</summary>
    Other,
}

/// <summary>What a caller shows at the door.</summary>
public enum Credential
{
    Key,
    Cookie,
}

/// <summary>One caller of the matrix, signed in.</summary>
/// <param name="Caller">As a circuit makes it of the principal.</param>
/// <param name="Client">Over HTTP, with its credential.</param>
/// <param name="Token">The key; null for a person.</param>
/// <param name="Cookie">The session; null for a key.</param>
public sealed record MatrixCaller(Role Role, Scope Scope, Credential Credential, Caller Caller, HttpClient Client, string? Token, string? Cookie)
{
    public override string ToString() => $"{Role} of {Scope} by {Credential}";
}
