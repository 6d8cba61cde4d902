using System.Net.Http.Headers;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Http;

/// <summary>Sends one plain POST through the guarded connections: the simulated stores' webhooks leave here too.</summary>
public sealed class OutboundPost(OutboundCalls calls)
{
    /// <summary>Posts <paramref name="body"/> over the connections of a kind of channel and returns the answer's status; 0 when none came within <paramref name="limit"/>.</summary>
    public async Task<int> SendAsync(
        ChannelKind kind,
        Uri url,
        ReadOnlyMemory<byte> body,
        string contentType,
        IReadOnlyDictionary<string, string> headers,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return await calls.SendAsync(kind, request, limit, cancellationToken) is OutboundAnswer.Answered answered ? answered.Status : 0;
    }
}
