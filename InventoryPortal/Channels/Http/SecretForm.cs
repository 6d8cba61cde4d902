namespace InventoryPortal.Channels.Http;

/// <summary>Checks the form of a secret that a person or script enters.</summary>
internal static class SecretForm
{
    /// <summary>Longest secret taken, in characters; the longest real one is a refresh token of a few hundred.</summary>
    private const int MaxSecret = 2000;

    /// <summary>What is wrong with it; null when it may be a secret.</summary>
    public static string? FaultOf(string? secret) => secret switch
    {
        null or "" => "This is required.",
        { Length: > MaxSecret } => $"This has more than {MaxSecret} characters.",
        _ when secret.Any(char.IsControl) || secret.Trim().Length != secret.Length => "This begins or ends with a space, or holds a line break.",
        _ => null,
    };
}
