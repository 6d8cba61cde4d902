using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Operations;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>Claims and verdicts of very many listings, straight at the tables.</summary>
public sealed class ClaimStoreTests : OperationsBench
{
    private static readonly ChannelTraits Traits =
        new(10, 10, 1, TimeSpan.FromSeconds(10), false, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)) { ClaimSize = 3, Bulk = new BulkClaim(From: 20, Size: 1_000) };

    [Fact]
    public async Task A_bulk_is_claimed_and_recorded_in_chunks_so_that_sales_get_their_turn_in_between()
    {
        const int Many = (2 * ListingLock.AtOnce) + 7;
        var channel = await FillAsync(Many);
        var counting = new CountingFactory(Database.Factory);
        var claims = await new ClaimStore(new PortalDatabase(counting), Clock).ClaimAsync(channel.Id, Traits, Stop);
        // One look, and one transaction for each chunk.
        Assert.Equal((Many, 1 + 3), (claims.Select(c => c.ListingId).Distinct().Count(), counting.Made));

        counting.Made = 0;
        var connection = new ChannelConnection(channel.Id, channel.Key, channel.Kind, new Dictionary<string, string>(), new Dictionary<string, string>());
        var trace = new CallTrace("POST", "feed", 200, TimeSpan.FromSeconds(1), null, null, null);
        await new VerdictStore(new PortalDatabase(counting), Signals, Clock, new Random(1))
            .RecordAsync(connection, "feeds", [.. claims.Select(c => new Outcome(c, new PushVerdict.Applied(c.Value)))], trace, wholeCallFailed: false, Stop);
        Assert.Equal(3, counting.Made);
        Assert.Equal(0, await Portal.ReadAsync((db, token) => db.Listings.CountAsync(l => l.LeaseUntil != null || l.ConfirmedRevision != l.DesiredRevision, token), Stop));
        Assert.Equal(Many, Assert.Single(await Portal.ReadAsync((db, token) => db.SyncAttempts.ToListAsync(token), Stop)).Applied);
    }

    [Fact]
    public async Task While_a_bulk_is_due_some_of_those_whose_outcome_is_open_are_claimed_with_it_the_longest_due_first()
    {
        var channel = await FillAsync(30, row =>
        {
            row.OutcomeUnknown = row.Id > 25;
            row.DueAt = row.Id > 25 ? Noon.AddMinutes(-row.Id) : Noon;
        });
        var claims = await new ClaimStore(Portal, Clock).ClaimAsync(channel.Id, Traits, Stop);
        Assert.Equal([28L, 29, 30], claims.Where(c => c.Send.ReadFirst).Select(c => c.ListingId).Order());
        Assert.Equal(25, claims.Count(c => !c.Send.ReadFirst));
    }

    [Fact]
    public async Task What_was_claimed_before_the_tables_failed_is_given_back()
    {
        var channel = await FillAsync(ListingLock.AtOnce + 20);
        // The look, the first chunk, and no second.
        var failing = new CountingFactory(Database.Factory) { FailsAt = 3 };
        await Assert.ThrowsAsync<InvalidOperationException>(() => new ClaimStore(new PortalDatabase(failing), Clock).ClaimAsync(channel.Id, Traits, Stop));
        Assert.Equal(0, await Portal.ReadAsync((db, token) => db.Listings.CountAsync(l => l.LeaseUntil != null || l.InFlight != null, token), Stop));
    }

    [Fact]
    public async Task Variations_of_one_listing_share_its_writes_of_a_day_and_others_keep_their_own()
    {
        var traits = Traits with { WritesPerListingAndDay = 250, ClaimSize = 50 };
        var today = DayAllowance.Of(250, default, traits.DayZone, Noon).Day;
        var channel = await FillAsync(5, row =>
        {
            (row.GroupId, row.Confirmed) = (row.Id <= 3 ? "shirt" : null, 9);
            (row.WritesDay, row.WritesThatDay) = row.Id == 4 ? (today, 100) : row.Id == 1 ? (today, 248) : row.Id == 2 ? (today - 1, 250) : (0, 0);
        });
        // 248 of the shirt are used: two more lower it, the third waits for tomorrow.
        var claims = await new ClaimStore(Portal, Clock).ClaimAsync(channel.Id, traits, Stop);
        Assert.Equal([1L, 2, 4, 5], claims.Select(c => c.ListingId).Order());
        var waits = await Portal.ReadAsync((db, token) => db.Listings.SingleAsync(l => l.Id == 3, token), Stop);
        Assert.StartsWith("Written 250 times today", waits.LastError, StringComparison.Ordinal);

        // What is claimed and not on record yet counts as well.
        await Portal.WriteAsync((db, token) => db.Listings.Where(l => l.Id == 3).ExecuteUpdateAsync(s => s.SetProperty(l => l.DueAt, Noon), token), Stop);
        Assert.Empty(await new ClaimStore(Portal, Clock).ClaimAsync(channel.Id, traits, Stop));
    }

    private async Task<ChannelRow> FillAsync(int listings, Action<ListingRow>? change = null)
    {
        var channel = await ChannelAsync("bulk");
        await Portal.WriteAsync(
            async (db, token) =>
            {
                var products = Enumerable.Range(1, listings).Select(i => $"P{i}").Select(sku => new ProductRow { Sku = sku, SkuNormalised = sku, Name = sku, SearchText = sku, OnHand = 5 }).ToList();
                db.Products.AddRange(products);
                await db.SaveChangesAsync(token);
                var rows = products.Select(p => new ListingRow
                {
                    Id = p.Id, ChannelId = channel.Id, ExternalId = p.Sku, ProductId = p.Id, LinkState = LinkState.Linked,
                    Desired = 5, DesiredRevision = 1, DesiredAt = Noon, DueAt = Noon,
                }).ToList();
                rows.ForEach(change ?? (_ => { }));
                db.Listings.AddRange(rows);
            },
            Stop);
        return channel;
    }

    /// <summary>Counts contexts: each read has one, and so has each transaction.</summary>
    private sealed class CountingFactory(IDbContextFactory<PortalDbContext> inner) : IDbContextFactory<PortalDbContext>
    {
        public int Made { get; set; }

        public int? FailsAt { get; init; }

        public PortalDbContext CreateDbContext() => ++Made == FailsAt ? throw new InvalidOperationException("The tables are away.") : inner.CreateDbContext();
    }
}
