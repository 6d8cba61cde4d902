using System.Globalization;
using System.Net.Http.Headers;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Custom;

/// <summary>Names of a custom channel's settings and credentials in the HTTP contract.</summary>
internal static class CustomFields
{
    public const string PushUrl = "pushUrl";
    public const string SigningSecret = "signingSecret";

    /// <summary>Taken beside the present one while a site changes over.</summary>
    public const string SigningSecretPrevious = "signingSecretPrevious";
}

/// <summary>One call with its trace.</summary>
internal sealed record CustomCall(OutboundAnswer Answer, CallTrace Trace);

/// <summary>The site of a channel: where it is and what calls to it are signed with. Lives for one call of the adapter.</summary>
internal sealed class CustomSite
{
    private readonly byte[] _key;

    private CustomSite(Uri push, byte[] key, IReadOnlyList<string> secrets) => (Push, _key, Secrets) = (push, key, secrets);

    public Uri Push { get; }

    /// <summary>Everything that may never be seen.</summary>
    public IReadOnlyList<string> Secrets { get; }

    /// <summary>The site of a channel; null with a reason when its settings name none.</summary>
    public static CustomSite? Of(ChannelConnection channel, out string reason)
    {
        reason = "";
        if (!Uri.TryCreate(channel.Settings.GetValueOrDefault(CustomFields.PushUrl), UriKind.Absolute, out var push))
        {
            reason = "The channel has no valid address to push to.";
            return null;
        }
        if (StandardWebhooks.KeyOf(channel.Credentials.GetValueOrDefault(CustomFields.SigningSecret)) is not { } key)
        {
            reason = "The channel has no signing secret: enter it again.";
            return null;
        }
        return new CustomSite(push, key, [.. channel.Credentials.Values.Where(v => v.Length > 0)]);
    }

    /// <summary>The keys by which the site's own messages may be signed.</summary>
    public static IReadOnlyList<byte[]> Keys(ChannelConnection channel) =>
    [
        .. new[] { CustomFields.SigningSecret, CustomFields.SigningSecretPrevious }
            .Select(field => StandardWebhooks.KeyOf(channel.Credentials.GetValueOrDefault(field))).OfType<byte[]>(),
    ];

    /// <summary>A signed request. Every message has an id of its own: quantities are absolute, so that a repeat does no harm and is never ignored.</summary>
    /// <param name="query">Added to the address's own; null for none.</param>
    public HttpRequestMessage Request(HttpMethod method, string? query, ReadOnlyMemory<byte>? json, DateTimeOffset now)
    {
        var address = query is null ? Push : new UriBuilder(Push) { Query = Push.Query.Length > 1 ? $"{Push.Query}&{query}" : query }.Uri;
        var (id, timestamp) = ($"msg_{Guid.CreateVersion7(now):N}", now.ToUnixTimeSeconds());
        var request = new HttpRequestMessage(method, address);
        if (json is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        request.Headers.Add(StandardWebhooks.IdHeader, id);
        request.Headers.Add(StandardWebhooks.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(StandardWebhooks.SignatureHeader, StandardWebhooks.Sign(_key, id, timestamp, json is { } signed ? signed.Span : default));
        return request;
    }
}

/// <summary>Calls a site and keeps a masked trace of it.</summary>
internal sealed class CustomCalls(OutboundCalls calls, TimeProvider time)
{
    /// <summary>Limit of any call: a site that takes longer over 500 numbers would hold up its own sales.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public DateTimeOffset Now => time.GetUtcNow();

    public Task<CustomCall> ReadAsync(CustomSite site, int page, int pageSize, CancellationToken cancellationToken) =>
        SendAsync(site, HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"page={page}&pageSize={pageSize}"), null, cancellationToken);

    public Task<CustomCall> PushAsync(CustomSite site, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        SendAsync(site, HttpMethod.Post, null, json, cancellationToken);

    private async Task<CustomCall> SendAsync(CustomSite site, HttpMethod method, string? query, ReadOnlyMemory<byte>? json, CancellationToken cancellationToken)
    {
        using var request = site.Request(method, query, json, time.GetUtcNow());
        var target = Masking.Text(request.RequestUri!.PathAndQuery, site.Secrets)!;
        var answer = await calls.SendAsync(ChannelKind.Custom, request, Limit, cancellationToken);
        var sent = json is { } body ? Masking.Bytes(body.Span, site.Secrets) : null;
        return new CustomCall(answer, OutboundTrace.Of(method, target, sent, answer, site.Secrets, CustomFaults.Describe));
    }
}
