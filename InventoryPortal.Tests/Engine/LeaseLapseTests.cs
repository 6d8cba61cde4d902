using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Operations;
using InventoryPortal.Tests.Simulation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace InventoryPortal.Tests.Engine;

/// <summary>A process that slept with claims in hand must not write what it planned before: it may be another's turn by now.</summary>
public sealed class LeaseLapseTests : OperationsBench
{
    private SimulatedStore _store = null!;
    private SimulatedChannel _adapter = null!;
    private ChannelRow _channel = null!;

    private ClaimStore Claims => new(Portal, Clock);

    [Fact]
    public async Task What_was_planned_under_a_lease_that_lapsed_is_not_sent()
    {
        await FillAsync(desired: 5);
        var slept = await Claims.ClaimAsync(_channel.Id, _adapter.Traits, Stop);
        Clock.Advance(ListingLease.Length);
        await SendAsync(slept);
        Assert.Equal(2, _store.Stock["A"]);

        // Nothing was written, so nothing is open, and it is due as before.
        var row = await ListingAsync();
        Assert.Equal((false, null, null), (row.OutcomeUnknown, row.InFlight, row.LeaseUntil));
        await SendAsync(await Claims.ClaimAsync(_channel.Id, _adapter.Traits, Stop));
        Assert.Equal(5, _store.Stock["A"]);
    }

    [Fact]
    public async Task A_sleeper_that_wakes_up_behind_another_neither_writes_nor_prolongs_the_others_lease()
    {
        await FillAsync(desired: 5);
        var slept = await Claims.ClaimAsync(_channel.Id, _adapter.Traits, Stop);
        Clock.Advance(ListingLease.Length);
        var other = Assert.Single(await Claims.ClaimAsync(_channel.Id, _adapter.Traits, Stop));
        Clock.Advance(ListingLease.Length / 2);
        await Claims.RenewAsync(_channel.Id, slept, Stop);
        Assert.Equal(other.LeasedUntil, (await ListingAsync()).LeaseUntil);
        await SendAsync(slept);
        Assert.Equal((2, other.Token), (_store.Stock["A"], (await ListingAsync()).LeaseToken));

        await Claims.RenewAsync(_channel.Id, [other], Stop);
        Assert.Equal(Clock.GetUtcNow() + ListingLease.Length, other.LeasedUntil);
        await SendAsync([other]);
        Assert.Equal(5, _store.Stock["A"]);
    }

    private async Task FillAsync(int desired)
    {
        _channel = await ChannelAsync("north");
        _store = new SimulatedStore("north", Clock) { ChannelId = _channel.Id };
        _store.Stock["A"] = 2;
        _adapter = new SimulatedChannel(new Dictionary<string, SimulatedStore> { ["north"] = _store }, new SimulatedFaults(new Random(1)) { Percent = 0 }, Clock);
        var product = await ProductAsync("A", desired);
        await AddAsync(new ListingRow
        {
            ChannelId = _channel.Id, ExternalId = "A", ProductId = product.Id, LinkState = LinkState.Linked, Desired = desired, DesiredRevision = 1, DesiredAt = Noon, DueAt = Noon,
        });
    }

    private Task SendAsync(IReadOnlyList<ClaimedListing> claims)
    {
        var connection = new ChannelConnection(_channel.Id, _channel.Key, _channel.Kind, new Dictionary<string, string>(), new Dictionary<string, string>());
        return new LaneSender(
            connection, _adapter, Claims, new VerdictStore(Portal, Signals, Clock, new Random(1)), new LaneGauge(_adapter.Traits), new SimulatedFailPoints(), Clock,
            NullLogger<LaneSender>.Instance).SendAsync(claims, Stop);
    }

    private Task<ListingRow> ListingAsync() => Portal.ReadAsync((db, token) => db.Listings.AsNoTracking().SingleAsync(token), Stop);
}
