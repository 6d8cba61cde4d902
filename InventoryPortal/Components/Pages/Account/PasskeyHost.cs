using System.Net;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>Passkeys belong to a host's name: browsers refuse them where the address is a number.</summary>
internal static class PasskeyHost
{
    /// <summary>Whether the portal was reached by a number.</summary>
    public static bool IsAddress(Uri uri) => uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;

    /// <summary>The same page by the name of this machine, when the number is its own; null otherwise.</summary>
    public static string? NamedInstead(Uri uri) =>
        IsAddress(uri) && IPAddress.TryParse(uri.DnsSafeHost, out var address) && IPAddress.IsLoopback(address)
            ? new UriBuilder(uri) { Host = "localhost" }.Uri.AbsoluteUri
            : null;
}
