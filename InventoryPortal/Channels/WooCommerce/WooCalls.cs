using System.Text;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>One call with its trace.</summary>
internal sealed record WooCall(OutboundAnswer Answer, CallTrace Trace);

/// <summary>Calls a store and keeps a masked trace of it.</summary>
internal sealed class WooCalls(OutboundCalls calls, TimeProvider time)
{
    /// <summary>Limit of a batch: 100 items took up to 8 s on a busy two-core store, and shared hosts are slower still.</summary>
    public static readonly TimeSpan BatchLimit = TimeSpan.FromSeconds(90);

    /// <summary>Limit of every other call: a page of 100 took about a second.</summary>
    public static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    public DateTimeOffset Now => time.GetUtcNow();

    public Task<WooCall> GetAsync(WooStore store, string route, CancellationToken cancellationToken) =>
        SendAsync(store, HttpMethod.Get, route, null, ReadLimit, cancellationToken);

    public async Task<WooCall> SendAsync(
        WooStore store,
        HttpMethod method,
        string route,
        ReadOnlyMemory<byte>? json,
        TimeSpan limit,
        CancellationToken cancellationToken,
        bool signed = true)
    {
        using var request = store.Request(method, route, json, signed);
        var target = Masking.Text(request.RequestUri!.PathAndQuery, store.Secrets)!;
        var answer = await calls.SendAsync(ChannelKind.WooCommerce, request, limit, cancellationToken);
        var sent = json is { } body ? Masking.Bytes(body.Span, store.Secrets) : null;
        return new WooCall(answer, OutboundTrace.Of(method, target, sent, answer, store.Secrets, a => WooFaults.Describe(a, store.Secrets)));
    }
}
