using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace InventoryPortal.Channels.Http;

/// <summary>
/// Which addresses may be connected to. Asked twice: when a person enters a URL, and again for the very address that a
/// connection goes to, so that a name that changes its address in between gains nothing.
/// </summary>
public sealed class AddressPolicy(IReadOnlyList<IPNetwork> allowed)
{
    // IANA special-purpose registries: nothing here is a shop on the public internet.
    private static readonly IPNetwork[] NotPublicV4 = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4");

    // Only 2000::/3 is global unicast; these parts of it carry or tunnel other addresses, or are for documentation.
    private static readonly IPNetwork[] NotPublicV6 = Parse("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private ImmutableHashSet<int> _ownPorts = [];

    /// <summary>Whether a connection to this address may be opened at all.</summary>
    public bool Permits(IPAddress address, int port) => IsExempt(address, port) || IsPublic(address);

    /// <summary>Whether the operator listed the address, or it is the portal's own: then plain http will do.</summary>
    public bool IsExempt(IPAddress address, int port)
    {
        var plain = Unwrapped(address);
        return allowed.Any(n => n.BaseAddress.AddressFamily == plain.AddressFamily && n.Contains(plain))
            || (IPAddress.IsLoopback(plain) && Volatile.Read(ref _ownPorts).Contains(port));
    }

    /// <summary>Lets the portal reach itself: a loopback port that it listens on, for the built-in channel simulators.</summary>
    public void AllowOwnPort(int port) => ImmutableInterlocked.Update(ref _ownPorts, (set, p) => set.Add(p), port);

    /// <summary>Whether the address is one of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = Unwrapped(address);
        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(NotPublicV4, n => n.Contains(plain)),
            AddressFamily.InterNetworkV6 => GlobalUnicast.Contains(plain) && !Array.Exists(NotPublicV6, n => n.Contains(plain)),
            _ => false,
        };
    }

    // ::ffff:127.0.0.1 is 127.0.0.1 to the operating system.
    private static IPAddress Unwrapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork[] Parse(params string[] networks) => Array.ConvertAll(networks, n => IPNetwork.Parse(n));
}
