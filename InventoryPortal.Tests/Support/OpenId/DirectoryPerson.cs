namespace InventoryPortal.Tests.Support.OpenId;

/// <summary>Somebody whom the directory knows, with the app roles that were assigned to them.</summary>
public sealed record DirectoryPerson(string Name, params string[] Roles)
{
    /// <summary>As a directory names an object: for ever, whatever its name becomes.</summary>
    public string ObjectId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Tenant of the token; another than the application's is a guest who must stay out.</summary>
    public string TenantId { get; init; } = DirectoryServer.TenantId;

    public string Address => Name.ToLowerInvariant() + "@contoso.test";
}

/// <summary>What is wrong with the token that the directory gives. Whatever has a signature has a good one, except the forged.</summary>
public enum TokenFault
{
    None,

    /// <summary>Ended an hour ago.</summary>
    Expired,

    /// <summary>For another application.</summary>
    OtherAudience,

    /// <summary>Of another issuer.</summary>
    OtherIssuer,

    /// <summary>Of another sign-in.</summary>
    OtherNonce,

    /// <summary>Signed with a key that the directory does not publish.</summary>
    Forged,
}

/// <summary>How the directory behaves.</summary>
public enum DirectoryMood
{
    Well,

    /// <summary>Takes connections and answers nothing.</summary>
    Hanging,

    /// <summary>Answers every request with 503.</summary>
    Failing,
}
