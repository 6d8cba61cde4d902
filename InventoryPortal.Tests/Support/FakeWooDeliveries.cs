using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Lab.Book;
using InventoryPortal.Lab.WooCommerce;

namespace InventoryPortal.Tests.Support;

/// <summary>
/// The fake store's webhooks: what waits is the pair of webhook and thing, so that quick repeats become one delivery
/// whose body is the state when it is sent. One try each; the seventh failure in a row switches the webhook off.
/// </summary>
public sealed class FakeWooDeliveries(Lock gate, ShopBook book, Action changed) : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ShopRender _render = new(book);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly List<(long Hook, string Topic, long Id)> _waiting = [];

    /// <summary>Deliveries tried so far, with the answer's status; 0 when none came.</summary>
    public List<(string Topic, long Id, int Status)> Sent { get; } = [];

    /// <summary>How many deliveries wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Notes an event for every active webhook of the topic. Called under the lock.</summary>
    public void Happened(string topic, long id)
    {
        foreach (var hook in book.Hooks.Values.Where(h => h.Status == "active" && h.Topic == topic))
        {
            if (!_waiting.Contains((hook.Id, topic, id)))
            {
                _waiting.Add((hook.Id, topic, id));
            }
        }
    }

    /// <summary>Loses what waits, as a store does whose cron never ran.</summary>
    public void Drop()
    {
        lock (gate)
        {
            _waiting.Clear();
        }
    }

    /// <summary>Sends what waits now, in order, and returns how many were taken.</summary>
    public async Task<int> DeliverAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var taken = 0;
            while (TryNext(out var hook, out var topic, out var id, out var body))
            {
                var status = await PostAsync(hook, topic, body, cancellationToken);
                taken += status is >= 200 and <= 302 ? 1 : 0;
                Record(hook, topic, id, status);
            }
            return taken;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>The unsigned form that a store sends when a webhook is switched on.</summary>
    public async Task PingAsync(ShopHook hook, CancellationToken cancellationToken)
    {
        try
        {
            using var form = new StringContent($"webhook_id={hook.Id}", MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
            using var answer = await _client.PostAsync(new Uri(hook.DeliveryUrl), form, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // A store does not mind.
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _oneAtATime.Dispose();
    }

    private bool TryNext(out ShopHook hook, out string topic, out long id, out string body)
    {
        lock (gate)
        {
            while (_waiting.Count > 0)
            {
                (var hookId, topic, id) = _waiting[0];
                _waiting.RemoveAt(0);
                if (book.Hooks.TryGetValue(hookId, out hook!) && hook.Status == "active" && _render.Body(topic, id) is { } json)
                {
                    body = json;
                    return true;
                }
            }
        }
        (hook, topic, id, body) = (null!, "", 0, "");
        return false;
    }

    private async Task<int> PostAsync(ShopHook hook, string topic, string body, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.DeliveryUrl) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "WooCommerce/10.0.2 Hookshot (WordPress/6.8.7)");
        request.Headers.Add("X-WC-Webhook-Source", "http://store.test/");
        request.Headers.Add("X-WC-Webhook-Topic", topic);
        request.Headers.Add("X-WC-Webhook-Resource", topic.Split('.')[0]);
        request.Headers.Add("X-WC-Webhook-Event", topic.Split('.')[^1]);
        request.Headers.Add("X-WC-Webhook-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(hook.Secret), bytes)));
        request.Headers.Add("X-WC-Webhook-ID", $"{hook.Id}");
        request.Headers.Add("X-WC-Webhook-Delivery-ID", "59ce286936dcffeb28a1b15fe04e3094");
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private void Record(ShopHook hook, string topic, long id, int status)
    {
        lock (gate)
        {
            Sent.Add((topic, id, status));
            WooWords.Delivered(hook, status);
        }
        changed();
    }
}
