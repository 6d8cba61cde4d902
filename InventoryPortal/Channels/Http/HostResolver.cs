using System.Net;
using System.Net.Sockets;

namespace InventoryPortal.Channels.Http;

/// <summary>Turns host names into addresses; a seam so that tests decide what a name means.</summary>
public interface IHostResolver
{
    /// <summary>Addresses of the name, empty when it has none. Throws <see cref="SocketException"/> when it cannot be found.</summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>The operating system's resolver.</summary>
internal sealed class SystemHostResolver : IHostResolver
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        await Dns.GetHostAddressesAsync(host, cancellationToken);
}

/// <summary>Resolution for the check of a form, which is synchronous.</summary>
internal static class FormResolution
{
    /// <summary>How long a person waits for a name while saving a form; a slow resolver then counts as not knowing it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<IPAddress> Resolve(this IHostResolver resolver, string host)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            // On the pool, so that a caller with a synchronisation context of its own cannot lock itself up.
            return Task.Run(() => resolver.ResolveAsync(host, limit.Token), limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            return [];
        }
    }
}
