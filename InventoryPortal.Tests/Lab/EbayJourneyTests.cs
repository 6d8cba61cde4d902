using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Lab.Book;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>A seller's account at eBay.</summary>
public sealed class EbayJourneyTests() : KindJourney(ChannelKind.Ebay, "attic-finds")
{
    private static readonly TimeZoneInfo Pacific = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    protected override int FewestCalls(IReadOnlyList<ListingRow> listings) => (listings.Count + 24) / 25;

    internal override async Task OwnPartAsync(UnitAccount account)
    {
        await EndpointProvesItselfAsync();
        await ForgedIsAnswered412Async();
        await MoneyBackMovesNothingAsync();
        await ListingWithoutAWriteLeftWaitsAsync();
    }

    private async Task EndpointProvesItselfAsync()
    {
        using var http = new HttpClient { BaseAddress = World.Host.Address };
        var token = await World.Database.ReadAsync((db, t) => db.Channels.Where(c => c.Key == ShopKey).Select(c => c.Id).SingleAsync(t), Stop) is var id
            ? (await World.Get<ICredentialVault>().ReadAsync(id, Stop))["verificationToken"] : "";
        var endpoint = Shop.Visit(b => b.Hooks.Values.Single().DeliveryUrl);
        var answer = await http.GetFromJsonAsync<JsonObject>($"webhooks/{ShopKey}?challenge_code=c0de", Stop);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("c0de" + token + endpoint))), (string?)answer!["challengeResponse"]);
        foreach (var none in (string[])[$"webhooks/{ShopKey}", "webhooks/main-street?challenge_code=c0de", "webhooks/nobody?challenge_code=c0de"])
        {
            var refused = await http.GetAsync(none, Stop);
            Assert.Equal((HttpStatusCode.NotFound, "no_challenge"), (refused.StatusCode, (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>(Stop))!["code"]));
        }
    }

    private async Task ForgedIsAnswered412Async()
    {
        using var http = new HttpClient { BaseAddress = World.Host.Address };
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await http.PostAsync($"webhooks/{ShopKey}", body, Stop)).StatusCode);
    }

    /// <summary>A refund at eBay is a sum of money: it says nothing of units, so what was sold stays sold.</summary>
    private async Task MoneyBackMovesNothingAsync()
    {
        var order = Shop.Visit(b => b.Create(ShopOrderState.Paid, paid: true, [(b.Products.Values.First(p => p.Stock > 5).Id, 2)]).Id);
        await SettleAsync();
        Shop.Visit(b => b.Refund(b.Orders[order], [(b.Orders[order].Lines[0], 1)], restock: false));
        await SettleAsync();
    }

    /// <summary>As after 250 revisions in a day: even lowering waits for eBay's next day, visibly.</summary>
    private async Task ListingWithoutAWriteLeftWaitsAsync()
    {
        // The day must not end while this looks at it.
        if (DayAllowance.Of(250, default, Pacific, World.Clock.GetUtcNow()).Ends - World.Clock.GetUtcNow() is { TotalMinutes: < 10 } left)
        {
            ((ShiftedClock)World.Clock).Shift(left + TimeSpan.FromMinutes(1));
        }
        var listing = (await World.LinkedAsync(Stop)).First(l => l.ChannelId == World.Channels[ShopKey] && l.Desired > 5);
        var allowance = DayAllowance.Of(250, default, Pacific, World.Clock.GetUtcNow());
        await SetAsync(listing.Id, allowance.Day, 250);
        var street = World.Street.Visit(b => b.Products.Values.First(p => p.Sku == listing.ExternalSku && b.Keeper(p) == p && p.Stock > 3).Id);
        World.Street.Visit(b => b.Create(ShopOrderState.Paid, paid: true, [(street, 3)]));
        ListingRow? held = null;
        await World.UntilAsync(
            async () => (held = (await World.LinkedAsync(Stop)).Single(l => l.Id == listing.Id)).LastError?.StartsWith("Written 250 times", StringComparison.Ordinal) == true,
            () => $"the listing to be held back, which stands at {held?.LastError}", Stop);
        Assert.Equal((allowance.Ends, 0, false), (held!.DueAt, held.Attempts, held.IsDead));
        Assert.True(held.Desired < listing.Desired && held.Confirmed == listing.Confirmed);
        await SetAsync(listing.Id, allowance.Day, 249);
        await World.UntilAsync(
            async () => (held = (await World.LinkedAsync(Stop)).Single(l => l.Id == listing.Id)) is { WritesThatDay: 250 } && held.Confirmed < listing.Confirmed,
            () => $"the last write of the day, which stands at {held.WritesThatDay}: {held.LastError}", Stop);

        // A clock set forward may have overtaken that write: then another is due, which the day has to have room for.
        await SetAsync(listing.Id, allowance.Day, 0);
        await SettleAsync();
        Assert.Null((await World.LinkedAsync(Stop)).Single(l => l.Id == listing.Id).LastError);
    }

    private Task<int> SetAsync(long id, int day, int writes)
    {
        var now = World.Clock.GetUtcNow();
        return World.Database.WriteAsync(
            (db, token) => db.Listings.Where(l => l.Id == id).ExecuteUpdateAsync(
                s => s.SetProperty(l => l.WritesDay, day).SetProperty(l => l.WritesThatDay, writes)
                    .SetProperty(l => l.DueAt, l => l.DueAt == null ? null : now), token),
            Stop);
    }
}
