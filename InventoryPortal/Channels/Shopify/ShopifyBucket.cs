namespace InventoryPortal.Channels.Shopify;

/// <summary>One shop's points as far as they are known. Used under its own lock.</summary>
internal sealed class ShopifyBucket
{
    /// <summary>How long the points of a read that waits are kept for it after they are there: it comes back within seconds or not at all.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    /// <summary>Points that each document was last asked to pay, by its name.</summary>
    private readonly Dictionary<string, double> _costs = new(StringComparer.Ordinal);

    private double _maximum;
    private double _available;
    private double _restoreRate;
    private DateTimeOffset _at;
    private Waiting? _waiting;

    /// <summary>The read that was turned away first.</summary>
    private sealed record Waiting(string Name, double Cost, DateTimeOffset Until);

    /// <summary>Keeps what an answer told.</summary>
    public void Note(ShopifyDocument document, ShopifyCost told, DateTimeOffset now)
    {
        (_maximum, _available, _restoreRate, _at) = (told.Maximum, told.Available, told.RestoreRate, now);
        if (told.Requested > 0)
        {
            _costs[document.Name] = told.Requested;
        }
    }

    /// <summary>Takes the points of a call, or says when they will be there.</summary>
    /// <param name="writesShare">Part of the bucket that a read leaves to writes.</param>
    public DateTimeOffset? Take(ShopifyDocument document, double writesShare, DateTimeOffset now)
    {
        if (WaitOf(document, writesShare, now) is { } until)
        {
            return until;
        }
        if (_waiting?.Name == document.Name)
        {
            _waiting = null;
        }
        _available -= CostOf(document);
        return null;
    }

    /// <summary>When a call may go; null when it may now. A read that may not is remembered, and later reads leave it its points.</summary>
    public DateTimeOffset? WaitOf(ShopifyDocument document, double writesShare, DateTimeOffset now)
    {
        Refill(now);
        var needed = CostOf(document);
        if (!document.IsChange)
        {
            _waiting = _waiting is { } w && now < w.Until + Kept ? w : null;
            var ahead = _waiting is { } waiting && waiting.Name != document.Name ? waiting.Cost : 0;
            // A call above the whole bucket would wait for ever: the shop itself says so when it is tried.
            needed = Math.Min(needed + ahead + (_maximum * writesShare), _maximum);
        }
        if (_available >= needed)
        {
            return null;
        }
        var until = now + TimeSpan.FromSeconds((needed - _available) / _restoreRate);
        if (!document.IsChange)
        {
            _waiting ??= new Waiting(document.Name, CostOf(document), until);
        }
        return until;
    }

    private double CostOf(ShopifyDocument document) => Math.Min(_costs.GetValueOrDefault(document.Name, document.Cost), _maximum);

    private void Refill(DateTimeOffset now)
    {
        _available = Math.Min(_maximum, _available + (Math.Max(0, (now - _at).TotalSeconds) * _restoreRate));
        _at = now;
    }
}
