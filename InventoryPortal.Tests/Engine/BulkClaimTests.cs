using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Channels.Amazon;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Engine;

public sealed class BulkClaimTests
{
    private const int Listings = 1_600;
    private const int Shown = 7;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Very_many_changes_are_claimed_together_go_as_one_feed_and_are_confirmed_by_reading()
    {
        await using var amazon = await AmazonStand.OpenAsync(Listings);
        var attempts = await FillAsync(amazon, Listings);
        Assert.Equal(Listings, Assert.Single(attempts, a => a.Route == "feeds").Items);
        Assert.DoesNotContain(attempts, a => a.Route == "listings/items");
        // Read back twenty at a call.
        Assert.InRange(attempts.Count(a => a.Route == "read"), Listings / 20, (Listings / 20) + 20);
    }

    [Fact]
    public async Task A_change_that_was_accepted_is_left_alone_until_it_may_be_shown()
    {
        await using var amazon = await AmazonStand.OpenAsync(1);
        Assert.Equal(["listings/items", "read"], (await FillAsync(amazon, 1)).OrderBy(a => a.Id).Select(a => a.Route));
    }

    /// <summary>Has a portal show the same number on so many listings; gives its calls but for the polls.</summary>
    private static async Task<List<SyncAttemptRow>> FillAsync(AmazonStand amazon, int listings)
    {
        await using var portal = PortalHost.Start();
        var database = portal.Services.GetRequiredService<PortalDatabase>();
        var signals = portal.Services.GetRequiredService<CommitSignals>();
        await database.WriteAsync((db, token) => LinkAsync(db, amazon, listings, portal.Services.GetRequiredService<CredentialVault>(), token), Stop);
        signals.Publish(CommitNote.Of(CommitTopics.Channels | CommitTopics.Listings));

        using var changes = signals.Subscribe(CommitTopics.Listings);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        while (await database.ReadAsync((db, token) => db.Listings.CountAsync(l => l.DesiredRevision != l.ConfirmedRevision, token), Stop) is > 0 and var open)
        {
            Assert.False(limit.IsCancellationRequested, $"{open} listings are not confirmed.");
            await changes.WaitAsync(TimeSpan.FromMilliseconds(200), TimeProvider.System, Stop);
        }
        Assert.All(Enumerable.Range(1, listings), i => Assert.Equal(Shown, amazon.StockOf(i)));
        return await database.ReadAsync((db, token) => db.SyncAttempts.Where(a => a.Route != "orders").ToListAsync(token), Stop);
    }

    private static async Task LinkAsync(PortalDbContext db, AmazonStand amazon, int listings, CredentialVault vault, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        var channel = new ChannelRow
        {
            Key = "amazon", Kind = ChannelKind.Amazon, Name = "Amazon", Weight = 1, CountsFrom = now, CreatedAt = now,
            SettingsJson = JsonSerializer.Serialize(amazon.Settings), ProtectedCredentials = vault.Protect(amazon.Credentials).Text,
        };
        db.Channels.Add(channel);
        var products = Enumerable.Range(1, listings).Select(AmazonStand.SkuOf)
            .Select(sku => new ProductRow { Sku = sku, SkuNormalised = Sku.Normalise(sku), Name = sku, SearchText = sku, OnHand = Shown }).ToList();
        db.Products.AddRange(products);
        await db.SaveChangesAsync(cancellationToken);
        db.Listings.AddRange(products.Select(p => new ListingRow { ChannelId = channel.Id, ExternalId = p.Sku, ProductId = p.Id, LinkState = LinkState.Linked }));
        await db.SaveChangesAsync(cancellationToken);
        await Reallocation.ApplyAsync(db, [.. products.Select(p => p.Id)], now, cancellationToken);
    }
}
