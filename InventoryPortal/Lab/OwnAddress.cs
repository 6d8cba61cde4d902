using System.Net;
using InventoryPortal.Channels.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace InventoryPortal.Lab;

/// <summary>Where the portal reaches itself; known only once it listens.</summary>
internal sealed class OwnAddress(IServer server, IHostApplicationLifetime lifetime, AddressPolicy policy)
{
    /// <summary>The address, after the portal has begun to listen. From then on channels may be on that port of this machine.</summary>
    public async Task<Uri> FindAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(cancellationToken);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(Local).OfType<Uri>().ToList() ?? [];
        // The certificate of a development machine need not be one that the portal trusts: plain http where there is some.
        var own = addresses.Find(a => a.Scheme == Uri.UriSchemeHttp) ?? addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The Lab needs a portal that listens on an address of its own.");
        policy.AllowOwnPort(own.Port);
        return own;
    }

    // Wildcards mean every address of this machine; the portal takes the loopback one.
    private static Uri? Local(string address)
    {
        if (!Uri.TryCreate(address.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var url))
        {
            return null;
        }
        var isAny = IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return isAny || url.IsLoopback ? new UriBuilder(url) { Host = url.Host.Contains("::1", StringComparison.Ordinal) ? "[::1]" : "127.0.0.1" }.Uri : url;
    }
}
