using InventoryPortal.Access;
using InventoryPortal.Channels.Http;
using InventoryPortal.Channels.Shopify;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence.Rows;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>A Shopify shop.</summary>
public sealed class ShopifyJourneyTests() : KindJourney(ChannelKind.Shopify, "boutique")
{
    protected override int FewestCalls(IReadOnlyList<ListingRow> listings) => (listings.Count + 249) / 250;

    /// <summary>The catalogue by bulk operation is the one that was read by pages, and a write on a number that has changed is not made.</summary>
    internal override async Task OwnPartAsync(UnitAccount account)
    {
        var channel = (await World.Get<ConnectionLookup>().FindAsync(ShopKey, Stop))!;
        var adapter = new ShopifyAdapter(
            World.Get<OutboundCalls>(), World.Get<AccessTokens>(), World.Get<ICredentialVault>(), World.Get<AddressPolicy>(), World.Get<IHostResolver>(), TimeProvider.System, bulkAbove: 50);
        var (items, cursor) = (new List<CatalogueItem>(), (string?)null);
        do
        {
            var page = await OnceThereArePointsAsync(() => adapter.ReadCatalogueAsync(channel, cursor, Stop), p => p.Failure is ReadFailure.Transient { Throttled: true });
            Assert.Null(page.Failure);
            items.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        var listings = (await World.LinkedAsync(Stop)).Where(l => l.ChannelId == channel.ChannelId).ToDictionary(l => l.ExternalId);
        Assert.Equal(listings.Keys.Order(), items.Select(i => i.ExternalId).Order());
        Assert.All(items, i => Assert.Equal(listings[i.ExternalId].Confirmed, i.Quantity));

        var shown = items[0];
        var call = Assert.Single(adapter.Plan([new QuantityPush(1, shown.ExternalId, shown.Quantity!.Value + 1, shown.Quantity - 1, "own part")]));
        var report = await OnceThereArePointsAsync(() => adapter.PushAsync(channel, call, Stop), r => r.Verdicts[0].Verdict is PushVerdict.RetryAt { Throttled: true });
        Assert.IsType<PushVerdict.Stale>(report.Verdicts[0].Verdict);
        Assert.Equal(shown.Quantity, Shop.Shown()[shown.ExternalId].Stock);
    }

    // What came before has used up the shop's points, and they come back at their own pace.
    private async Task<T> OnceThereArePointsAsync<T>(Func<Task<T>> ask, Func<T, bool> hasToWait)
        where T : class
    {
        T? answer = null;
        await World.UntilAsync(async () => !hasToWait(answer = await ask()), () => "the shop to have points again", Stop);
        return answer!;
    }
}
