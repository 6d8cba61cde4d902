using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Http;

/// <summary>What the connection test of every kind says in the same way.</summary>
internal static class ConnectionChecks
{
    /// <summary>Said of a check that an earlier one made pointless.</summary>
    public const string Skipped = "Not tried, because an earlier check failed.";

    /// <summary>Every check failed for one reason that lies before the first of them.</summary>
    public static IReadOnlyList<ConnectionCheck> NotTried(string reason) => Unreached(new("address", false, reason), new("tls", false, Skipped));

    /// <summary>The server was not reached as it should be, so that nothing could be asked of it.</summary>
    public static IReadOnlyList<ConnectionCheck> Unreached(ConnectionCheck address, ConnectionCheck tls) =>
        [address, tls, new("signIn", false, Skipped), new("permission", false, Skipped)];

    /// <summary>Whether the connection on which this answer came, or did not, is safe.</summary>
    public static ConnectionCheck Tls(Uri endpoint, OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent { Cause: NotSentCause.Tls } n => new("tls", false, n.Reason),
        _ when endpoint.Scheme == Uri.UriSchemeHttp => new("tls", true, "Not applicable: plain http to an allowed network."),
        OutboundAnswer.Answered => new("tls", true, "The connection is encrypted and the certificate is valid."),
        _ => new("tls", false, Skipped),
    };
}
