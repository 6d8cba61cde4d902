using System.Net;

namespace InventoryPortal.Channels.Http;

/// <summary>What may be said of a URL before any connection. A closed set.</summary>
public abstract record UrlVerdict
{
    private UrlVerdict() { }

    /// <summary>May be kept; the connection is checked again when it is made.</summary>
    public sealed record Good(Uri Url) : UrlVerdict;

    /// <summary>Will not be connected to; <paramref name="Reason"/> is a sentence for a person.</summary>
    public sealed record Refused(string Reason) : UrlVerdict;
}

/// <summary>Judges the URLs that people enter.</summary>
public static class OutboundUrl
{
    /// <summary>Longest URL taken, in characters: what every browser and proxy passes on.</summary>
    public const int MaxLength = 2000;

    /// <summary>
    /// Judges a URL by its form and, as far as <paramref name="resolve"/> knows the name, by its addresses.
    /// </summary>
    /// <param name="text">What was entered.</param>
    /// <param name="policy">Which addresses may be reached.</param>
    /// <param name="resolve">Addresses of a host name; empty when it cannot be resolved now.</param>
    public static UrlVerdict Check(string? text, AddressPolicy policy, Func<string, IReadOnlyList<IPAddress>> resolve)
    {
        if (Form(text, out var url) is { } fault)
        {
            return new UrlVerdict.Refused(fault);
        }
        var addresses = AddressesOf(url!, resolve);
        if (addresses.Any(a => !policy.Permits(a, url!.Port)))
        {
            return new UrlVerdict.Refused("The address lies in a private or reserved network. An operator can list that network in Outbound:AllowedNetworks.");
        }
        var plainAllowed = addresses.Count > 0 && addresses.All(a => policy.IsExempt(a, url!.Port));
        return url!.Scheme == Uri.UriSchemeHttps || plainAllowed
            ? new UrlVerdict.Good(url)
            : new UrlVerdict.Refused("The address must begin with https://. Plain http is taken only for networks listed in Outbound:AllowedNetworks.");
    }

    private static string? Form(string? text, out Uri? url)
    {
        url = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return "An address is required, such as https://shop.example.";
        }
        if (text.Length > MaxLength)
        {
            return $"The address is longer than {MaxLength} characters.";
        }
        if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\') || !Uri.TryCreate(text, UriKind.Absolute, out url))
        {
            return "This is not an address; one looks like https://shop.example.";
        }
        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
        {
            return "The address must begin with https://.";
        }
        if (url.UserInfo.Length > 0 || Authority(text).Contains('@'))
        {
            return "The address must not carry a user name or password.";
        }
        if (url.Fragment.Length > 0 || text.Contains('#'))
        {
            return "The address must not carry a fragment (#).";
        }
        return IsDisguised(text, url) ? "The host is written in an unusual way; write a name or a plain IP address." : null;
    }

    private static IReadOnlyList<IPAddress> AddressesOf(Uri url, Func<string, IReadOnlyList<IPAddress>> resolve)
    {
        var host = url.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
        {
            return [literal];
        }
        // RFC 6761: these names mean this machine whatever a resolver says.
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            ? [IPAddress.Loopback]
            : resolve(host);
    }

    // 2130706433, 0x7f.1, 0177.0.0.1 and full-width digits all mean 127.0.0.1 to some parser: only the plain form is taken.
    private static bool IsDisguised(string text, Uri url)
    {
        var host = url.IdnHost.TrimEnd('.');
        if (host.Length == 0)
        {
            return true;
        }
        if (url.HostNameType == UriHostNameType.IPv6)
        {
            return false;
        }
        var written = Authority(text).Split(':')[0].TrimEnd('.');
        if (IPAddress.TryParse(host, out var literal))
        {
            return written != literal.ToString();
        }
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.All(char.IsAsciiDigit) || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }

    private static string Authority(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        var rest = start < 0 ? text : text[(start + 3)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        return end < 0 ? rest : rest[..end];
    }
}
