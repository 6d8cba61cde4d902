using System.Collections.Concurrent;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Channels.Ebay;

/// <summary>
/// Plans and performs writes. How many SKUs a call may hold is disputed (the request's type says 25, the method's page one): a channel
/// begins with what its settings allow and goes on one by one for a while once eBay refused a call of several as a whole, whatever it
/// gave as the reason. Where one SKU spoiled it, that one is found on its own meanwhile; an account that only takes one is refused once an hour.
/// </summary>
internal sealed class EbayWrites(EbayCalls calls, EbayOffers offers, ChannelTraits traits)
{
    /// <summary>How long a channel writes one by one after a call of several was refused as a whole.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<long, DateTimeOffset> _oneByOneUntil = new();

    public IReadOnlyList<PushCall> Plan(ChannelConnection channel, IReadOnlyList<QuantityPush> pushes)
    {
        var size = _oneByOneUntil.TryGetValue(channel.ChannelId, out var until) && calls.Now < until ? 1 : EbayAccount.BatchSize(channel.Settings);
        return Plan(pushes, size);
    }

    public static IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes, int size) =>
        [.. BatchPlan.Split(pushes, _ => EbayPush.Route, size).Select(call => new PushCall(call.Route, call.Items))];

    public async Task<PushReport> PushAsync(EbayAccount account, PushCall call, CancellationToken cancellationToken)
    {
        var found = await offers.FindAsync(account, [.. call.Pushes.Select(p => p.ExternalId).Distinct(StringComparer.Ordinal)], cancellationToken);
        var ready = call.Pushes.Where(p => found[p.ExternalId] is { Failure: null, Elsewhere: null }).ToList();
        var sent = ready.Count == 0
            ? new PushReport([], found.Values.Select(f => f.Trace).OfType<CallTrace>().LastOrDefault() ?? new CallTrace("POST", call.Route, null, TimeSpan.Zero, null, null, null))
            : await SendAsync(account, ready, p => found[p.ExternalId].Ids, cancellationToken);
        var verdicts = new Queue<ItemVerdict>(sent.Verdicts);
        return sent with
        {
            Verdicts = [.. call.Pushes.Select(p => found[p.ExternalId] switch
            {
                { Failure: { } failure } => new ItemVerdict(p.ListingId, EbayFaults.NotSent(failure)),
                { Elsewhere: { } place } => new ItemVerdict(p.ListingId, NotHere(account, place)),
                _ => verdicts.Dequeue(),
            })],
        };
    }

    // Its item's quantity is that of the other marketplace's listing.
    private static PushVerdict.Rejected NotHere(EbayAccount account, string place) => new(
        "other_marketplace", $"The SKU is on sale on {place} alone, and this channel is {account.MarketplaceId}: link it in a channel of that marketplace, and switch its sync off here.");

    private async Task<PushReport> SendAsync(
        EbayAccount account, List<QuantityPush> pushes, Func<QuantityPush, IReadOnlyList<string>> ids, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(
            account, HttpMethod.Post, $"sell/inventory/v1/{EbayPush.Route}", EbayPush.Body(pushes, ids), EbaySigner.Seller, EbayCalls.WriteLimit, cancellationToken);
        return new PushReport([.. pushes.Zip(Verdicts(account, pushes, ids, call), (push, verdict) => new ItemVerdict(push.ListingId, verdict))], call.Trace);
    }

    private IReadOnlyList<PushVerdict> Verdicts(
        EbayAccount account, List<QuantityPush> pushes, Func<QuantityPush, IReadOnlyList<string>> ids, EbayCall call)
    {
        var now = calls.Now;
        if (EbayPush.RefusedTogether(call, pushes.Count) is { } error)
        {
            _oneByOneUntil[account.Channel.ChannelId] = now + Apart;
            var again = new PushVerdict.RetryAt(null, false, $"eBay refused {pushes.Count} SKUs in one call; they go one by one. {error.Message}".TrimEnd());
            return [.. pushes.Select(_ => again)];
        }
        var verdicts = EbayPush.Read(pushes, ids, call, now, DayAllowance.Of(traits.WritesPerListingAndDay!.Value, default, traits.DayZone, now).Ends);
        foreach (var (push, _) in pushes.Zip(verdicts).Where(v => v.Second is PushVerdict.RetryAt or PushVerdict.Rejected))
        {
            // Whatever is wrong with it, an offer that was withdrawn may be the reason: the next try looks again.
            offers.Forget(account, push.ExternalId);
        }
        return verdicts;
    }
}
