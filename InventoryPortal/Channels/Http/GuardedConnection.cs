using System.Net;
using System.Net.Sockets;

namespace InventoryPortal.Channels.Http;

/// <summary>Thrown where a connection would leave the permitted networks.</summary>
public sealed class AddressRefusedException(string message) : IOException(message);

/// <summary>Makes the handler through which every call to a channel goes.</summary>
internal sealed class GuardedConnection(AddressPolicy policy, IHostResolver resolver)
{
    /// <summary>Time to reach a server: three lost SYN packets (1 + 2 + 4 s) still fit.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a pooled connection is reused, so that a changed DNS record is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Idle time after which a connection is dropped: below the 60 to 75 s after which web servers hang up.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Addresses of one name that are tried in turn.</summary>
    private const int MaxAddresses = 4;

    /// <summary>Kilobytes of answer headers: a shop sends about 2.</summary>
    private const int MaxHeaderKilobytes = 64;

    /// <summary>No redirects, no cookies, no proxy (it would connect past the guard), and a checked address.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,

        // Our trace ids are nobody else's.
        ActivityHeadersPropagator = System.Diagnostics.DistributedContextPropagator.CreateNoOutputPropagator(),
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        PooledConnectionIdleTimeout = IdleTimeout,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        ConnectCallback = async (context, cancellationToken) => await ConnectAsync(
            context.DnsEndPoint, context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps, cancellationToken),
    };

    private async Task<Stream> ConnectAsync(DnsEndPoint target, bool encrypted, CancellationToken cancellationToken)
    {
        var addresses = await AddressesAsync(target.Host, cancellationToken);
        var permitted = addresses.Where(a => encrypted ? policy.Permits(a, target.Port) : policy.IsExempt(a, target.Port)).Take(MaxAddresses).ToList();
        if (permitted.Count == 0 && addresses.Count > 0)
        {
            throw new AddressRefusedException(encrypted || !addresses.Any(a => policy.Permits(a, target.Port))
                ? "The address lies in a private or reserved network that Outbound:AllowedNetworks does not list."
                : "Plain http is taken only for networks that Outbound:AllowedNetworks lists.");
        }
        Exception? last = null;
        foreach (var address in permitted)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e) when (e is SocketException)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var literal) ? [literal] : await resolver.ResolveAsync(host, cancellationToken);
}
