using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog;

/// <summary>What a change would do to one channel.</summary>
/// <param name="Listings">Its listings that take part, of the products concerned.</param>
/// <param name="Changed">Of these, those that would show another number.</param>
/// <param name="ToZero">Of these, those that show something and would show nothing.</param>
/// <param name="UnitsNow">All units they show.</param>
/// <param name="IsHeld">Whether the guard would hold the larger changes back until a person approves.</param>
public sealed record ChannelDifference(string Channel, int Listings, int Changed, int ToZero, long UnitsNow, long UnitsThen, bool IsHeld);

/// <summary>What a change would do, before any of it is done.</summary>
/// <param name="Products">Products concerned; all of them were looked at.</param>
/// <param name="Largest">The largest changes, largest first.</param>
/// <param name="Zeroed">Some of those that go to nothing, those that show most first.</param>
public sealed record RuleDifference(
    int Products, IReadOnlyList<ChannelDifference> Channels, IReadOnlyList<PreviewedListing> Largest, IReadOnlyList<PreviewedListing> Zeroed)
{
    /// <summary>Listings that take part.</summary>
    public int Listings => Channels.Sum(c => c.Listings);

    /// <summary>Listings that would show another number.</summary>
    public int Changed => Channels.Sum(c => c.Changed);

    /// <summary>Of these, listings that would show nothing and show something now.</summary>
    public int ToZero => Channels.Sum(c => c.ToZero);
}

/// <summary>Adds up what a change would do, listing by listing; keeps single ones only where a person looks at them.</summary>
internal sealed class DifferenceTally
{
    /// <summary>Single listings kept of each sort: what a person reads before saving.</summary>
    private const int MaxNamed = 20;

    private readonly Dictionary<string, Sums> _channels = new(StringComparer.Ordinal);
    private readonly PriorityQueue<PreviewedListing, (long Size, int Order)> _largest = new();
    private readonly PriorityQueue<PreviewedListing, (long Size, int Order)> _zeroed = new();
    private int _order;

    /// <summary>Listings added that take part.</summary>
    public int Count => _channels.Values.Sum(c => c.Changes.Count);

    public void Add(PreviewedListing line)
    {
        if (line.Then is not { } then)
        {
            return;
        }
        var sums = Of(line.Channel);
        var size = Math.Abs((long)then - (line.Now ?? 0));
        sums.Changes.Add(new BulkChange(line.Confirmed, then));
        (sums.Now, sums.Then) = (sums.Now + (line.Now ?? 0), sums.Then + then);
        sums.Changed += line.Changes ? 1 : 0;
        sums.ToZero += line.GoesToZero ? 1 : 0;
        Keep(_largest, line, size, line.Changes);
        Keep(_zeroed, line, size, line.GoesToZero);
    }

    /// <summary>What it came to.</summary>
    public RuleDifference Sum(int products, IEnumerable<ChannelRow> channels)
    {
        var guards = channels.ToDictionary(c => c.Key, c => new GuardLimits(c.GuardPercent), StringComparer.Ordinal);
        return new RuleDifference(
            products,
            [.. _channels.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new ChannelDifference(
                c.Key, c.Value.Changes.Count, c.Value.Changed, c.Value.ToZero, c.Value.Now, c.Value.Then,
                BulkGuard.Decide(c.Value.Changes.ToArray(), guards[c.Key]) is BulkVerdict.Hold))],
            Kept(_largest),
            Kept(_zeroed));
    }

    // Of equal ones the first seen stay: a second count of the same shows the same.
    private void Keep(PriorityQueue<PreviewedListing, (long Size, int Order)> kept, PreviewedListing line, long size, bool isOne)
    {
        if (!isOne)
        {
            return;
        }
        kept.Enqueue(line, (size, -_order++));
        if (kept.Count > MaxNamed)
        {
            kept.Dequeue();
        }
    }

    private static PreviewedListing[] Kept(PriorityQueue<PreviewedListing, (long Size, int Order)> kept) =>
        [.. kept.UnorderedItems.OrderByDescending(k => k.Priority).Select(k => k.Element)];

    private Sums Of(string channel)
    {
        if (!_channels.TryGetValue(channel, out var sums))
        {
            _channels[channel] = sums = new Sums();
        }
        return sums;
    }

    private sealed class Sums
    {
        public List<BulkChange> Changes { get; } = [];

        public int Changed { get; set; }

        public int ToZero { get; set; }

        public long Now { get; set; }

        public long Then { get; set; }
    }
}
