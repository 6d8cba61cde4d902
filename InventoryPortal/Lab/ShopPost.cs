using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab;

/// <summary>
/// A shop's webhooks on their way. Where messages say how things stand when they leave, what waits is the pair of webhook and thing,
/// so that quick repeats become one delivery; elsewhere every event waits with its own words. Not locked: the shop calls it under its own lock.
/// </summary>
internal sealed class ShopPost(ShopBook book, ILabApi api, LabOptions options, TimeProvider clock)
{
    /// <summary>Deliveries that may wait; a shop whose portal is gone forgets what comes then.</summary>
    private const int MaxWaiting = 5_000;

    private readonly record struct Letter(long Hook, string Topic, ShopEvent What, long Number);

    private sealed record Waiting(DateTimeOffset Due, long Number, string? Body, int Attempt);

    private readonly Dictionary<Letter, Waiting> _waiting = [];

    // Has left and is not answered yet: nobody has it, so it still waits.
    private int _underWay;
    private readonly Random _random = new(options.Seed);
    private long _number;
    private int _taken;
    private int _refused;

    public HookCounts Counts => new(_waiting.Count + _underWay, _taken, _refused, 0);

    /// <summary>Notes an event for every active webhook of its topics.</summary>
    public void Happened(ShopEvent what, IReadOnlySet<LabFault> faults)
    {
        if (faults.Contains(LabFault.HooksLost) || _waiting.Count >= MaxWaiting)
        {
            return;
        }
        foreach (var topic in api.Topics(what))
        {
            foreach (var hook in book.Hooks.Values.Where(h => h.Status == "active" && h.Topic == topic))
            {
                var number = ++_number;
                var body = api.SaysWhatWas ? api.Body(topic, what) : null;
                if (body is not null || !api.SaysWhatWas)
                {
                    _waiting.TryAdd(
                        new Letter(hook.Id, topic, what, api.SaysWhatWas ? number : 0), new Waiting(clock.GetUtcNow() + Delay(faults), number, body, 1));
                }
            }
        }
    }

    /// <summary>Tries a webhook out, at once.</summary>
    public void Ping(ShopHook hook)
    {
        var number = ++_number;
        var what = new ShopEvent(ShopEventKind.ItemChanged, 0);
        if (api.Body(OutgoingHook.Ping, what) is not null)
        {
            _waiting.TryAdd(new Letter(hook.Id, OutgoingHook.Ping, what, number), new Waiting(clock.GetUtcNow(), number, null, 1));
        }
    }

    /// <summary>What leaves now, in the order in which it fell due.</summary>
    public IReadOnlyList<OutgoingHook> TakeDue(bool twice)
    {
        var now = clock.GetUtcNow();
        var leaving = new List<OutgoingHook>();
        foreach (var (letter, waiting) in _waiting.Where(w => w.Value.Due <= now).OrderBy(w => w.Value.Due).ToList())
        {
            _waiting.Remove(letter);
            if (book.Hooks.TryGetValue(letter.Hook, out var hook) && hook.Status == "active" && (waiting.Body ?? api.Body(letter.Topic, letter.What)) is { } body)
            {
                var leaves = new OutgoingHook(hook, letter.Topic, letter.What, waiting.Number, body, waiting.Attempt, now);
                leaving.AddRange(Enumerable.Repeat(leaves, twice ? 2 : 1));
            }
        }
        _underWay += leaving.Count;
        return leaving;
    }

    /// <summary>Notes how one was answered; where the channel tries again, it waits again.</summary>
    public int Delivered(OutgoingHook sent, int status)
    {
        _underWay--;
        var (isTaken, retryIn) = api.Delivered(sent.Hook, status, sent.Attempt);
        if (!isTaken && retryIn is { } pause)
        {
            var body = api.SaysWhatWas ? sent.Body : null;
            _waiting.TryAdd(
                new Letter(sent.Hook.Id, sent.Topic, sent.What, api.SaysWhatWas ? sent.Number : 0), new Waiting(clock.GetUtcNow() + pause, sent.Number, body, sent.Attempt + 1));
        }
        return isTaken ? ++_taken : ++_refused;
    }

    private TimeSpan Delay(IReadOnlySet<LabFault> faults)
    {
        var usual = options.WebhookDelayMs * (0.1 + (0.9 * _random.NextDouble()));
        var spread = faults.Contains(LabFault.HooksReordered) ? options.WebhookDelayMs * 6 * _random.NextDouble() : 0;
        return TimeSpan.FromMilliseconds(usual + spread + (faults.Contains(LabFault.HooksLate) ? options.LateMs : 0));
    }
}
