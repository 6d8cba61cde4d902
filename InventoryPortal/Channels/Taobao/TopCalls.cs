using System.Collections.Concurrent;
using System.Net.Http.Headers;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>One call with its trace.</summary>
internal sealed record TopCall(TopAnswer Answer, CallTrace Trace);

/// <summary>
/// Calls the gateway and keeps a masked trace of it. While a ban lasts that Taobao has told of, no call leaves at all, whoever asks:
/// pushes, reads and the message queue share one app key, and a call into a ban is answered with another.
/// </summary>
internal sealed class TopCalls(OutboundCalls calls, TimeProvider time)
{
    /// <summary>Limit of one call: the gateway answers within a second or two, and gives up on its own back ends after some twenty.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const string WholeApp = "*";

    /// <summary>Bans remembered; past it those that are over are forgotten.</summary>
    private const int MaxBans = 1_000;

    private readonly ConcurrentDictionary<(string AppKey, string Method), DateTimeOffset> _bans = new();

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Calls a method; parameters without a value are left out.</summary>
    public async Task<TopCall> SendAsync(TopShop shop, string method, CancellationToken cancellationToken, params (string Name, string? Value)[] parameters)
    {
        if (BannedUntil(shop.AppKey, method) is { } until)
        {
            var banned = new TopAnswer.Banned(until);
            return new TopCall(banned, new CallTrace("POST", method, null, TimeSpan.Zero, null, null, TopFaults.Describe(banned, shop.Secrets)));
        }
        var form = TopShop.Form(shop.Sign(method, parameters, time.GetUtcNow()));
        using var request = new HttpRequestMessage(HttpMethod.Post, shop.Gateway) { Content = new ByteArrayContent(form) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded", "utf-8");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        var came = await calls.SendAsync(ChannelKind.Taobao, request, Limit, cancellationToken);
        var answer = TopAnswer.Of(method, came);
        Remember(shop.AppKey, method, answer);
        var trace = OutboundTrace.Of(
            HttpMethod.Post, method, Masking.Bytes(form, shop.Secrets), came, shop.Secrets, _ => TopFaults.Describe(answer, shop.Secrets));
        return new TopCall(answer, trace with { Error = trace.Error ?? TopFaults.Describe(answer, shop.Secrets) });
    }

    private DateTimeOffset? BannedUntil(string appKey, string method)
    {
        var now = time.GetUtcNow();
        var until = new[] { WholeApp, method }.Max(m => _bans.GetValueOrDefault((appKey, m)));
        return until > now ? until : null;
    }

    private void Remember(string appKey, string method, TopAnswer answer)
    {
        if (answer is not TopAnswer.Refused { Error: { Ban: { } ban } error })
        {
            return;
        }
        var now = time.GetUtcNow();
        _bans.AddOrUpdate((appKey, error.IsOfMethod ? method : WholeApp), now + ban, (_, kept) => kept > now + ban ? kept : now + ban);
        if (_bans.Count > MaxBans)
        {
            foreach (var over in _bans.Where(b => b.Value <= now))
            {
                _bans.TryRemove(over);
            }
        }
    }
}
