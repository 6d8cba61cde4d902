using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>Gives a page something to show, through the stores where there is one.</summary>
internal static class Seed
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    public static async Task<ProductView> ProductAsync(this ComponentHost host, string sku, int onHand = 0, int threshold = 0, string? name = null)
    {
        var answer = await host.Get<ProductStore>().CreateAsync(
            CommandContext.System, new NewProduct(sku, name ?? $"Name of {sku}", OnHand: onHand, LowStockThreshold: threshold), Stop);
        return Assert.IsType<CommandAnswer<ProductView>.Done>(answer).Value;
    }

    public static async Task MoveAsync(this ComponentHost host, string sku, MovementKind kind, int quantity, string? reference = null, string? reason = null)
    {
        var answer = await host.Get<StockStore>().MoveAsync(
            CommandContext.System, new MovementCommand(sku, kind, quantity, reference, Reason: reason, AllowOversell: kind == MovementKind.Sale), Stop);
        Assert.IsType<CommandAnswer<MovementResult>.Done>(answer);
    }

    public static async Task<ChannelView> ChannelAsync(this ComponentHost host, string key, int weight = 1, FirstLinkPolicy firstLink = FirstLinkPolicy.Push)
    {
        var input = new ChannelInput(
            key,
            ChannelKind.WooCommerce,
            $"Shop {key}",
            new Dictionary<string, string?> { ["baseUrl"] = "http://127.0.0.1:9" },
            new Dictionary<string, string?> { ["consumerKey"] = "ck_" + new string('a', 40), ["consumerSecret"] = "cs_" + new string('b', 36) + "last", ["webhookSecret"] = "hook-secret" },
            weight,
            new ChannelPolicyEdit(firstLink));
        var answer = await host.Get<ChannelStore>().CreateAsync(CommandContext.System, input, Stop);
        return Assert.IsType<CommandAnswer<ChannelView>.Done>(answer).Value;
    }

    /// <summary>Linked listings, numbered from 1, of products that are there: as a matching leaves them.</summary>
    public static Task ListingsAsync(this ComponentHost host, string channel, IReadOnlyList<string> skus) =>
        host.Get<PortalDatabase>().WriteAsync(
            async (db, token) =>
            {
                var row = await db.Channels.SingleAsync(c => c.Key == channel, token);
                var ids = await db.Products.ToDictionaryAsync(p => p.Sku, p => p.Id, token);
                db.Listings.AddRange(skus.Select((sku, i) => new ListingRow
                {
                    ChannelId = row.Id, ExternalId = $"{i + 1}", Title = $"Title of {i + 1}", SeenAt = row.CreatedAt, ProductId = ids[sku], LinkState = LinkState.Linked,
                }));
                await db.SaveChangesAsync(token);
                await Reallocation.ApplyAsync(db, [.. ids.Values], row.CreatedAt, token);
            },
            Stop);

    /// <summary>Every listing as after a push: its channel shows ten, and nothing is due.</summary>
    public static Task PushedAsync(this ComponentHost host) => host.Get<PortalDatabase>().WriteAsync(
        (db, token) => db.Listings.ExecuteUpdateAsync(
            s => s.SetProperty(l => l.Confirmed, 10).SetProperty(l => l.ConfirmedRevision, l => l.DesiredRevision).SetProperty(l => l.DueAt, (DateTimeOffset?)null), token),
        Stop);

    /// <summary>What the guard keeps back: listings that would go to nothing and wait, those that are due, and what the alert says.</summary>
    public static Task<(int Waiting, int Due, string Alert)> HeldAsync(this ComponentHost host) => host.Get<PortalDatabase>().ReadAsync(
        async (db, token) => (
            await db.Listings.CountAsync(l => l.AwaitsApproval && l.Desired == 0, token),
            await db.Listings.CountAsync(l => l.DueAt != null, token),
            await db.Alerts.Where(a => a.Kind == AlertKind.BulkChangeHeld).Select(a => a.Message).SingleAsync(token)),
        Stop);

    /// <summary>A listing as an import leaves it; then linked when a SKU is given.</summary>
    public static async Task ListingAsync(
        this ComponentHost host, string channel, string externalId, string? externalSku = null, string? sku = null, ListingMode mode = ListingMode.Split)
    {
        await host.Get<PortalDatabase>().WriteAsync(
            async (db, token) =>
            {
                var row = await db.Channels.SingleAsync(c => c.Key == channel, token);
                db.Listings.Add(new ListingRow
                {
                    ChannelId = row.Id,
                    ExternalId = externalId,
                    ExternalSku = externalSku,
                    ExternalSkuNormalised = externalSku?.ToUpperInvariant(),
                    Title = $"Title of {externalId}",
                    SeenAt = row.CreatedAt,
                });
            },
            Stop);
        if (sku is not null)
        {
            var answer = await host.Get<ListingStore>().UpdateAsync(
                CommandContext.System, channel, externalId, new ListingEdit { Sku = sku, Mode = mode }, version: null, Stop);
            Assert.IsType<CommandAnswer<ListingView>.Done>(answer);
        }
    }
}
