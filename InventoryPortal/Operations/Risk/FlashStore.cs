using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>Turns flash mode on and off, product by product, each in one transaction with the new division and its line in the activity.</summary>
public sealed class FlashStore(PortalDatabase database, CommandGate gate, LagQueries lags, CommitSignals signals, TimeProvider clock)
{
    /// <summary>Products in flash mode that are looked at in one go; a shop has a handful.</summary>
    private const int MaxProducts = 500;

    /// <summary>Movements of a product that are counted for its calm; more is no calm.</summary>
    private const int MaxCounted = 2_000;

    /// <summary>Turns it on where velocity × latency crosses the line by what the tables say; whether it did.</summary>
    public async Task<bool> BeginAsync(long productId, FlashLimits limits, CancellationToken cancellationToken)
    {
        var facts = await FactsAsync(productId, limits.Window, cancellationToken);
        if (facts is not { IsOn: false, Shared.Count: > 1, Sales: >= FlashRule.LeastSales })
        {
            // A hot product with shares of its own is asked about again and again: nothing more is read for it.
            return false;
        }
        var lag = LagOf(facts, await lags.ReadAsync(cancellationToken));
        if (!FlashRule.Begins(facts.Sales, lag, limits))
        {
            return false;
        }
        await TurnAsync(
            facts, clock.GetUtcNow(),
            string.Create(CultureInfo.InvariantCulture, $"on: {facts.Sales} sales in {limits.Window.TotalSeconds:0} s, news takes {lag.TotalSeconds:0.0} s"),
            cancellationToken);
        return true;
    }

    /// <summary>Turns it off where calm has returned; how many it was turned off for.</summary>
    public async Task<int> EndAsync(FlashLimits limits, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - limits.CalmFor;
        var on = await database.ReadAsync(
            (db, token) => db.Products.Where(p => p.FlashSince != null && p.FlashSince <= before).OrderBy(p => p.Id).Take(MaxProducts).Select(p => p.Id).ToListAsync(token),
            cancellationToken);
        var ended = 0;
        var late = on.Count == 0 ? null : await lags.ReadAsync(cancellationToken);
        foreach (var id in on)
        {
            if (await FactsAsync(id, limits.CalmFor, cancellationToken) is { IsOn: true } facts
                && (facts.Shared.Count < 2 || FlashRule.Ends(facts.Sales, LagOf(facts, late!), limits)))
            {
                await TurnAsync(facts, null, "off: calm again", cancellationToken);
                ended++;
            }
        }
        return ended;
    }

    private async Task<Facts?> FactsAsync(long productId, TimeSpan within, CancellationToken cancellationToken)
    {
        var from = clock.GetUtcNow() - within;
        return await database.ReadAsync(
            async (db, token) =>
            {
                var product = await db.Products.SingleOrDefaultAsync(p => p.Id == productId, token);
                if (product is null)
                {
                    return null;
                }
                var shared = await db.Listings
                    .Where(l => l.ProductId == productId && l.Mode == ListingMode.Shared && l.SyncEnabled && l.LinkState == LinkState.Linked)
                    .Select(l => l.ChannelId).ToListAsync(token);
                var taken = await db.Movements.Where(m => m.ProductId == productId).OrderByDescending(m => m.Id).Take(MaxCounted)
                    .Where(m => m.RecordedAt >= from).Select(m => m.ReservedDelta - m.Delta).ToListAsync(token);
                return new Facts(productId, product.Sku, product.FlashSince is not null, shared, taken.Count(t => t > 0));
            },
            cancellationToken);
    }

    private static TimeSpan LagOf(Facts facts, IReadOnlyDictionary<long, ChannelLags> late) =>
        TimeSpan.FromSeconds(facts.Shared.Select(c => late.GetValueOrDefault(c, ChannelLags.Promised)).Average(l => l.In + l.Out));

    private async Task TurnAsync(Facts facts, DateTimeOffset? since, string why, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<long> channels = [];
        await gate.RunAsync<FlashTurn>(
            CommandContext.System,
            new Deed(Permissions.ListingsEdit, facts.Sku),
            async (db, note, token) =>
            {
                await db.Dialect.LockProductsAsync(db, [facts.ProductId], token);
                var row = await db.Products.AsTracking().SingleAsync(p => p.Id == facts.ProductId, token);
                row.FlashSince = since;
                row.UpdatedAt = clock.GetUtcNow();
                await db.SaveChangesAsync(token);
                channels = await Reallocation.ApplyAsync(db, [facts.ProductId], clock.GetUtcNow(), token);
                note.After = why;
                return new FlashTurn(facts.Sku, since);
            },
            cancellationToken);
        signals.Publish(CommitNote.Of(CommitTopics.Listings | CommitTopics.Products, [.. channels]));
    }

    private sealed record Facts(long ProductId, string Sku, bool IsOn, IReadOnlyList<long> Shared, int Sales);
}

/// <summary>A product that was turned.</summary>
public sealed record FlashTurn(string Sku, DateTimeOffset? Since);
