using System.Net.Sockets;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Http;

/// <summary>Sends one request and tells apart what was not sent, what was answered and what was lost. Never retries.</summary>
public sealed class OutboundCalls(IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>
    /// Largest answer after decompression, in bytes. A full batch answer of a shop is about 0.2 MB and 100 orders about
    /// 1 MB; sixteen times that leaves room for plugins, and a compression bomb stops here.
    /// </summary>
    public const int MaxAnswerBytes = 16 * 1024 * 1024;

    /// <summary>Name of the client that calls to channels of this kind go through.</summary>
    public static string ClientName(ChannelKind kind) => $"channel:{kind}";

    /// <summary>Sends <paramref name="request"/>; only a cancelled token throws.</summary>
    public Task<OutboundAnswer> SendAsync(ChannelKind kind, HttpRequestMessage request, TimeSpan limit, CancellationToken cancellationToken) =>
        SendAsync(kind, request, limit, MaxAnswerBytes, cancellationToken);

    /// <summary>The same for an answer that may be a large file.</summary>
    /// <param name="maxBytes">Largest answer after decompression.</param>
    public async Task<OutboundAnswer> SendAsync(ChannelKind kind, HttpRequestMessage request, TimeSpan limit, int maxBytes, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        int? status = null;
        try
        {
            using var client = clients.CreateClient(ClientName(kind));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            status = (int)response.StatusCode;
            var body = await ReadAsync(response.Content, maxBytes, both.Token);
            return body is null
                ? new OutboundAnswer.Lost($"The answer is larger than {maxBytes / (1024 * 1024)} MB.", status, time.GetElapsedTime(started))
                : new OutboundAnswer.Answered(status.Value, HeadersOf(response), body.Value, time.GetElapsedTime(started));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsNetworkFault(e))
        {
            return Judge(e, status, timeout.IsCancellationRequested, limit, time.GetElapsedTime(started));
        }
    }

    // InvalidDataException: a compressed answer that does not decompress.
    private static bool IsNetworkFault(Exception e) =>
        e is HttpRequestException or IOException or InvalidDataException or OperationCanceledException or SocketException;

    private static OutboundAnswer Judge(Exception e, int? status, bool timedOut, TimeSpan limit, TimeSpan duration)
    {
        if (timedOut)
        {
            return new OutboundAnswer.Lost($"No whole answer within {limit.TotalSeconds:0} seconds.", status, duration);
        }
        // The handler's connect time-out is the only other thing that cancels.
        if (e is OperationCanceledException)
        {
            return new OutboundAnswer.NotSent(NotSentCause.Connect, "The server did not accept a connection in time.", duration);
        }
        if (e is HttpRequestException { InnerException: AddressRefusedException refused })
        {
            return new OutboundAnswer.NotSent(NotSentCause.Refused, refused.Message, duration);
        }
        return (e as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError =>
                new OutboundAnswer.NotSent(NotSentCause.Name, "The host name is not known.", duration),
            HttpRequestError.ConnectionError =>
                new OutboundAnswer.NotSent(NotSentCause.Connect, "The server did not accept a connection.", duration),
            HttpRequestError.SecureConnectionError =>
                new OutboundAnswer.NotSent(NotSentCause.Tls, "The connection could not be secured: " + Innermost(e), duration),
            _ => new OutboundAnswer.Lost("The connection broke before the whole answer had come.", status, duration),
        };
    }

    private static string Innermost(Exception e)
    {
        var inner = e;
        while (inner.InnerException is { } next)
        {
            inner = next;
        }
        return inner.Message;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > maxBytes)
            {
                return null;
            }
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = values.ToString();
        }
        return headers;
    }
}
