namespace InventoryPortal.Domain.Monitoring;

/// <summary>How long a message waits for a server that does not take it. Pure.</summary>
public static class DeliveryRetry
{
    /// <summary>Wait after the first failure.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait of our own: when the server is back, its messages are there within this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Tried for this long; a weekend's outage loses nothing. Then it is dead, in sight, until a person sends it again.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    /// <summary>Doublings after which the longest wait is reached anyway.</summary>
    private const int MaxDoublings = 10;

    /// <summary>The instant of the next try; null gives up.</summary>
    /// <param name="attempts">Failures so far, this one counted.</param>
    /// <param name="firstTriedAt">Instant of the first try.</param>
    /// <param name="askedFor">What the server asked for; never tried before it.</param>
    /// <param name="chance">0 to 1, spreads the tries: half to whole of the wait.</param>
    public static DateTimeOffset? NextAt(int attempts, DateTimeOffset firstTriedAt, DateTimeOffset now, DateTimeOffset? askedFor, double chance)
    {
        if (now - firstTriedAt >= GiveUpAfter)
        {
            return null;
        }
        var whole = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, MaxDoublings));
        var wait = (whole < Longest ? whole : Longest) * (0.5 + (Math.Clamp(chance, 0, 1) / 2));
        var next = now + wait;
        return askedFor > next ? askedFor : next;
    }
}
