using System.Text;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Http;

/// <summary>Asks one address a plain question through the guarded connections: a simulated store that makes sure of an endpoint does.</summary>
public sealed class OutboundGet(OutboundCalls calls)
{
    /// <summary>Gets <paramref name="url"/> over the connections of a kind of channel; status 0 when no answer came within <paramref name="limit"/>.</summary>
    public async Task<(int Status, string Body)> SendAsync(ChannelKind kind, Uri url, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await calls.SendAsync(kind, request, limit, cancellationToken) is OutboundAnswer.Answered answered
            ? (answered.Status, Encoding.UTF8.GetString(answered.Body.Span))
            : (0, "");
    }
}
