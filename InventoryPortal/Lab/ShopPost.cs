using System.Collections.Immutable;
using InventoryPortal.Lab.WooCommerce;

namespace InventoryPortal.Lab;

/// <summary>
/// A store's webhooks on their way: what waits is the pair of webhook and thing, so that quick repeats become one delivery
/// whose body is the state when it leaves. One try each. Not locked: the shop calls it under its own lock.
/// </summary>
internal sealed class ShopPost(LabOptions options, TimeProvider clock)
{
    /// <summary>Deliveries that may wait; a store whose portal is gone forgets the oldest.</summary>
    private const int MaxWaiting = 5_000;

    private readonly Dictionary<(long Hook, string Topic, long Id), DateTimeOffset> _waiting = [];
    private readonly Random _random = new(options.Seed);
    private int _taken;
    private int _refused;

    public HookCounts Counts => new(_waiting.Count, _taken, _refused, 0);

    /// <summary>Notes an event for every active webhook of the topic.</summary>
    public void Happened(ShopBook book, string topic, long id, ImmutableHashSet<LabFault> faults)
    {
        if (faults.Contains(LabFault.HooksLost) || _waiting.Count >= MaxWaiting)
        {
            return;
        }
        foreach (var hook in book.Hooks.Values.Where(h => h.Status == "active" && h.Topic == topic))
        {
            _waiting.TryAdd((hook.Id, topic, id), clock.GetUtcNow() + Delay(faults));
        }
    }

    /// <summary>What leaves now, in the order in which it fell due.</summary>
    public IReadOnlyList<OutgoingHook> TakeDue(ShopBook book, bool twice)
    {
        var now = clock.GetUtcNow();
        var leaving = new List<OutgoingHook>();
        foreach (var (key, _) in _waiting.Where(w => w.Value <= now).OrderBy(w => w.Value).ToList())
        {
            _waiting.Remove(key);
            if (book.Hooks.TryGetValue(key.Hook, out var hook) && hook.Status == "active" && ShopRender.Body(book, key.Topic, key.Id) is { } body)
            {
                leaving.AddRange(Enumerable.Repeat(new OutgoingHook(hook, key.Topic, body), twice ? 2 : 1));
            }
        }
        return leaving;
    }

    public int Delivered(OutgoingHook sent, int status)
    {
        sent.Hook.Delivered(status);
        return status is >= 200 and <= 302 ? ++_taken : ++_refused;
    }

    private TimeSpan Delay(ImmutableHashSet<LabFault> faults)
    {
        var usual = options.WebhookDelayMs * (0.1 + (0.9 * _random.NextDouble()));
        var spread = faults.Contains(LabFault.HooksReordered) ? options.WebhookDelayMs * 6 * _random.NextDouble() : 0;
        return TimeSpan.FromMilliseconds(usual + spread + (faults.Contains(LabFault.HooksLate) ? options.LateMs : 0));
    }
}
