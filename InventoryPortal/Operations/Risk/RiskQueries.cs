using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>One product's measured risk.</summary>
/// <param name="Probability">Of an oversell within <see cref="RiskQueries.Horizon"/>.</param>
/// <param name="Listings">Each listing's part in it.</param>
/// <param name="Advice">Null where there is no history to price a buffer by.</param>
public sealed record ProductRiskView(
    long ProductId, string Sku, string Name, int Available, int Buffer, bool FollowsRisk, double Probability, IReadOnlyList<ListingRiskView> Listings, BufferAdvice? Advice);

/// <summary>One listing's part.</summary>
/// <param name="Rate">Units it sells an hour.</param>
/// <param name="LagSeconds">Its own way in and out.</param>
public sealed record ListingRiskView(string Channel, string ExternalId, ListingMode Mode, int Shown, double Rate, double LagSeconds, double Probability);

/// <summary>What is at risk.</summary>
/// <param name="Products">Those with the greatest risk first.</param>
/// <param name="Looked">Products that sold within <paramref name="Since"/> and were reckoned with.</param>
/// <param name="Since">From when on sales were counted.</param>
public sealed record RiskReport(IReadOnlyList<ProductRiskView> Products, int Looked, DateTimeOffset Since, DateTimeOffset At)
{
    /// <summary>What a reader sees who is limited to channels: every product's risk, and of its listings those; null for all.</summary>
    public RiskReport Within(IReadOnlySet<string>? scope) =>
        scope is null
            ? this
            : this with { Products = [.. Products.Select(p => p with { Listings = [.. p.Listings.Where(l => ChannelScope.Holds(scope, l.Channel))] })] };
}

/// <summary>The measured risk of oversells, from each listing's own sales and the measured lags.</summary>
public sealed class RiskQueries(PortalDatabase database, LagQueries lags, ReplayQueries histories, TimeProvider clock)
{
    /// <summary>How far ahead the probability looks.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromHours(1);

    /// <summary>Products on the report.</summary>
    public const int Shown = 50;

    /// <summary>Days of movements by which a buffer is priced.</summary>
    public const int PricedDays = 28;

    /// <summary>Newest movements from which rates are read: a bound on the work of a minute.</summary>
    private const int MaxMovements = 200_000;

    /// <summary>Products reckoned with: those that sell most.</summary>
    private const int MaxProducts = 2_000;

    /// <summary>Sales are counted over a week at most, so that a rate follows the season.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>And over this at least: a burst of minutes is no rate.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(10);

    /// <summary>A price of weeks is reckoned again after this: it replays a month, and the report is of the minute.</summary>
    private static readonly TimeSpan PriceHolds = TimeSpan.FromHours(1);

    /// <summary>Units before the last one that a price reckons with: more than are sold within any lag.</summary>
    private const int PricedPool = 10;

    private volatile Dictionary<long, (DateTimeOffset At, BufferAdvice? Advice)> _prices = [];

    /// <summary>Reads rates and lags and reckons; bounded, some tenths of a second.</summary>
    public async Task<RiskReport> ReadAsync(CancellationToken cancellationToken)
    {
        var late = await lags.ReadAsync(cancellationToken);
        var (since, seconds, sales) = await SalesAsync(cancellationToken);
        var ids = sales.GroupBy(s => s.ProductId).OrderByDescending(g => g.Sum(s => s.Units)).Take(MaxProducts).Select(g => g.Key).ToList();
        var byProduct = sales.ToLookup(s => s.ProductId);
        var risks = new List<(ProductRiskView View, List<RiskListing> Listings, double Direct)>();
        foreach (var some in ids.Chunk(ReplayQueries.AtOnce))
        {
            risks.AddRange(await JudgeAsync(some, byProduct, seconds, late, cancellationToken));
        }
        var top = risks.Where(r => r.View.Probability > 0).OrderByDescending(r => r.View.Probability).ThenBy(r => r.View.Sku, StringComparer.Ordinal).Take(Shown).ToList();
        var (now, before, priced) = (clock.GetUtcNow(), _prices, new Dictionary<long, (DateTimeOffset At, BufferAdvice? Advice)>(top.Count));
        foreach (var (view, listings, direct) in top)
        {
            priced[view.ProductId] = before.TryGetValue(view.ProductId, out var kept) && now - kept.At < PriceHolds
                ? kept
                : (now, await AdviseAsync(view, listings, direct, late, cancellationToken));
        }
        _prices = priced;
        var products = top.Select(r => r.View with { Advice = priced[r.View.ProductId].Advice is { } advice ? advice with { Present = r.View.Buffer } : null }).ToList();
        return new RiskReport(products, ids.Count, since, now);
    }

    /// <summary>Products with their risk and the buffer that is worth its price, whether they are on the report or not.</summary>
    public async Task<IReadOnlyList<ProductRiskView>> OfAsync(IReadOnlyList<long> productIds, CancellationToken cancellationToken)
    {
        var late = await lags.ReadAsync(cancellationToken);
        var (_, seconds, sales) = await SalesAsync(cancellationToken);
        var views = new List<ProductRiskView>(productIds.Count);
        foreach (var some in productIds.Chunk(ReplayQueries.AtOnce))
        {
            foreach (var (view, listings, direct) in await JudgeAsync(some, sales.ToLookup(s => s.ProductId), seconds, late, cancellationToken))
            {
                views.Add(view with { Advice = await AdviseAsync(view, listings, direct, late, cancellationToken) });
            }
        }
        return views;
    }

    private Task<(DateTimeOffset Since, double Seconds, List<Sale> Sales)> SalesAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var earliest = now - Longest;
        return database.ReadAsync(
            async (db, token) =>
            {
                var newest = await db.Movements.MaxAsync(m => (long?)m.Id, token) ?? 0;
                var rows = db.Movements.Where(m => m.Id > newest - MaxMovements && m.RecordedAt >= earliest);
                var since = await rows.OrderBy(m => m.Id).Select(m => (DateTimeOffset?)m.RecordedAt).FirstOrDefaultAsync(token) ?? now;
                var sales = await rows.Where(m => m.CauseType == OrderWork.CauseType || m.Delta < 0)
                    .GroupBy(m => new { m.ProductId, m.ChannelId })
                    .Select(g => new Sale(g.Key.ProductId, g.Key.ChannelId, g.Sum(m => m.ReservedDelta - m.Delta))).ToListAsync(token);
                return (since, Math.Max(Shortest.TotalSeconds, (now - since).TotalSeconds), sales.Where(s => s.Units > 0).ToList());
            },
            cancellationToken);
    }

    private Task<List<(ProductRiskView View, List<RiskListing> Listings, double Direct)>> JudgeAsync(
        IReadOnlyList<long> ids, ILookup<long, Sale> sales, double seconds, IReadOnlyDictionary<long, ChannelLags> late, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var products = await db.Products.Where(p => ids.Contains(p.Id) && p.IsActive).ToListAsync(token);
                var listings = (await db.Listings.Where(l => l.ProductId != null && ids.Contains(l.ProductId.Value) && l.LinkState == LinkState.Linked && l.SyncEnabled)
                    .OrderBy(l => l.Id).ToListAsync(token)).ToLookup(l => l.ProductId!.Value);
                var keys = await db.Channels.ToDictionaryAsync(c => c.Id, c => c.Key, token);
                return products.Select(p => Judge(p, [.. listings[p.Id]], [.. sales[p.Id]], seconds, late, keys)).ToList();
            },
            cancellationToken);

    private static (ProductRiskView View, List<RiskListing> Listings, double Direct) Judge(
        ProductRow product, List<ListingRow> listings, List<Sale> sales, double seconds, IReadOnlyDictionary<long, ChannelLags> late, Dictionary<long, string> keys)
    {
        var perChannel = listings.GroupBy(l => l.ChannelId).ToDictionary(g => g.Key, g => g.Count());
        double RateOf(long channel) => sales.Where(s => s.ChannelId == channel).Sum(s => s.Units) / seconds / perChannel[channel];
        var facts = listings.Select(l =>
        {
            var lag = late.GetValueOrDefault(l.ChannelId, ChannelLags.Promised);
            return new RiskListing(l.ModeNow(product), l.Desired ?? 0, RateOf(l.ChannelId), lag.In, lag.Out);
        }).ToList();
        var direct = sales.Where(s => s.ChannelId is not { } c || !perChannel.ContainsKey(c)).Sum(s => s.Units) / seconds;
        var risk = ProductRisk.Of(product.Available, facts, direct, Horizon.TotalSeconds);
        var views = listings.Select((l, i) => new ListingRiskView(
            keys[l.ChannelId], l.ExternalId, facts[i].Mode, facts[i].Shown, facts[i].Rate * 3600, facts[i].In + facts[i].Out, risk.PerListing[i])).ToList();
        var view = new ProductRiskView(
            product.Id, product.Sku, product.Name, product.Available, product.Buffer, product.BufferFollowsRisk, risk.Probability, views, null);
        return (view, facts, direct);
    }

    /// <summary>The buffer that is worth its price for one product; null where its shared listings have no history.</summary>
    private async Task<BufferAdvice?> AdviseAsync(
        ProductRiskView view, List<RiskListing> listings, double direct, IReadOnlyDictionary<long, ChannelLags> late, CancellationToken cancellationToken)
    {
        var shared = Enumerable.Range(0, listings.Count).Where(i => listings[i].Mode == ListingMode.Shared).ToList();
        var found = shared.Count < 2 ? [] : await histories.LoadAsync([view.ProductId], clock.GetUtcNow().AddDays(-PricedDays), cancellationToken);
        if (found is not [var history] || history.Events.Count == 0)
        {
            return null;
        }
        var weeks = Math.Max(1.0, (history.Events[^1].At - history.Events[0].At).TotalDays / 7);
        var pool = ProductRisk.PoolOf(view.Available, shared, listings, direct) with { Sellable = PricedPool };
        var without = history.Replay(ReplayProposal.None with { Buffer = 0 }, late);
        var prices = new List<BufferPrice>(BufferAdvice.Largest + 1);
        for (var buffer = 0; buffer <= BufferAdvice.Largest; buffer++)
        {
            var held = buffer == 0 ? without : history.Replay(ReplayProposal.None with { Buffer = buffer }, late);
            var then = RiskFormula.Of(pool with { Buffer = buffer }, Horizon.TotalSeconds).OversellsThen;

            // The formula knows no rush; what the same sales would have done does. The larger of the two counts.
            prices.Add(new BufferPrice(buffer, Math.Max(0, held.Missed - without.Missed) / weeks, Math.Max(held.Oversells, held.Depletions * then) / weeks));
        }
        return BufferAdvice.Of(prices, view.Buffer);
    }

    private sealed record Sale(long ProductId, long? ChannelId, int Units);
}
