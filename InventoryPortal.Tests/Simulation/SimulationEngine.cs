using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What the portal's own loops would do, one turn at a time.</summary>
internal sealed class SimulationEngine(SimulationWorld world)
{
    private readonly List<(SimulatedStore Store, IReadOnlyList<ClaimedListing> Claims)> _claimed = [];

    public async Task PollAsync(SimulatedStore store)
    {
        world.Say($"{store.Key}: poll");
        await world.RunAsync(() => PollAndSettleAsync(store));
    }

    public async Task InboxAsync()
    {
        world.Say("inbox");
        await world.RunAsync(() => world.Portal.Inbox.RunOnceAsync(SimulationWorld.Stop));
    }

    public async Task DrainAsync(SimulatedStore store)
    {
        world.Say($"{store.Key}: lane; shows {string.Join(' ', store.Stock)}");
        var lane = await world.Portal.LaneAsync(store.ChannelId, SimulationWorld.Stop);
        await world.RunAsync(() => lane.DrainAsync(SimulationWorld.Stop));
        world.Say($"{store.Key}: lane done; shows {string.Join(' ', store.Stock)}");
    }

    /// <summary>Claims without sending: what happens next happens in between.</summary>
    public async Task ClaimAsync(SimulatedStore store)
    {
        var claims = await world.Portal.Get<ClaimStore>().ClaimAsync(store.ChannelId, world.Channel.Traits, SimulationWorld.Stop);
        if (claims.Count > 0)
        {
            world.Say($"{store.Key}: claimed {string.Join(' ', claims.Select(c => $"{c.ExternalId}={c.Value} t{c.Token}"))}");
            _claimed.Add((store, claims));
        }
    }

    public async Task SendClaimedAsync()
    {
        if (_claimed.Count == 0)
        {
            return;
        }
        var (store, claims) = _claimed[0];
        _claimed.RemoveAt(0);
        world.Say($"{store.Key}: sends what was claimed: {string.Join(' ', claims.Select(c => $"{c.ExternalId}={c.Value} t{c.Token}"))}");
        var sender = await world.Portal.SenderAsync(store.ChannelId, SimulationWorld.Stop);
        await world.RunAsync(() => sender.SendAsync(claims, SimulationWorld.Stop));
    }

    public async Task CrashAsync()
    {
        world.Say("crash");
        world.Faults.Note(world.Hung is not null ? "crash in a call" : _claimed.Count > 0 ? "crash with claims" : "crash between steps");
        _claimed.Clear();
        await world.CrashAsync();
    }

    /// <summary>A person gives dead listings another chance and enters a refused credential anew.</summary>
    public async Task ReviveAsync()
    {
        var dead = await world.Database.ReadAsync(
            (db, token) => db.Listings.Where(l => l.IsDead)
                .Select(l => new { l.ExternalId, Key = db.Channels.Where(c => c.Id == l.ChannelId).Select(c => c.Key).Single() }).ToListAsync(token),
            SimulationWorld.Stop);
        foreach (var listing in dead)
        {
            world.Say($"operator: retry {listing.ExternalId} at {listing.Key}");
            await world.Portal.Get<DueStore>().RetryAsync(CommandContext.System, listing.Key, listing.ExternalId, SimulationWorld.Stop);
        }
    }

    /// <summary>One turn of everything, nothing failing.</summary>
    public async Task RoundAsync()
    {
        while (_claimed.Count > 0)
        {
            await SendClaimedAsync();
        }
        await ReviveAsync();
        await world.Portal.Get<ReservationStore>().ExpireAsync(SimulationWorld.Stop);
        await InboxAsync();
        foreach (var store in world.Stores.Values)
        {
            await PollAsync(store);
        }
        await InboxAsync();
        foreach (var store in world.Stores.Values)
        {
            await DrainAsync(store);
        }
    }

    private async Task PollAndSettleAsync(SimulatedStore store)
    {
        var outcome = await world.Portal.Get<OrderPoll>().RunAsync(store.ChannelId, SimulationWorld.Stop);
        if (outcome.Failure is null)
        {
            await world.Portal.Get<DueStore>().SettleUnseenAsync(store.ChannelId, SimulationWorld.Stop);
        }
    }
}
