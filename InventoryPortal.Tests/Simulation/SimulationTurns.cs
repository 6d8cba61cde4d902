using InventoryPortal.Persistence;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What the portal's own loops would do, one turn at a time.</summary>
internal sealed class SimulationTurns(SimulationWorld world)
{
    public Task PollAsync(SimulatedStore store)
    {
        world.Say($"{store.Key}: poll");
        return world.CallAsync(() => world.Portal.PollAsync(store));
    }

    public Task InboxAsync()
    {
        world.Say($"inbox");
        return world.CallAsync(world.Portal.InboxAsync);
    }

    public async Task DrainAsync(SimulatedStore store)
    {
        world.Say($"{store.Key}: lane; shows {string.Join(' ', store.Stock)}");
        await world.CallAsync(() => world.Portal.DrainAsync(store));
        world.Say($"{store.Key}: lane done; shows {string.Join(' ', store.Stock)}");
    }

    /// <summary>Claims without sending: what happens next happens in between.</summary>
    public Task ClaimAsync(SimulatedStore store) => world.DoAsync(async () =>
    {
        var claims = await world.Portal.ClaimAsync(store);
        if (claims.Count > 0)
        {
            world.Say($"{store.Key}: claimed {string.Join(' ', claims.Select(c => $"{c.ExternalId}={c.Value} t{c.Token}"))}");
            world.Claimed.Add((store, claims, world.Clock.GetUtcNow()));
        }
    });

    public async Task SendClaimedAsync()
    {
        if (world.Claimed.Count == 0)
        {
            return;
        }
        var (store, claims, _) = world.Claimed[0];
        world.Claimed.RemoveAt(0);
        world.Faults.Note("claims sent late");
        world.Say($"{store.Key}: sends what was claimed: {string.Join(' ', claims.Select(c => $"{c.ExternalId}={c.Value} t{c.Token}"))}");
        world.Channel.IsLate = true;
        await world.CallAsync(async () =>
        {
            await world.Portal.SendAsync(store, claims);
            store.NoteRecorded();
        });
        world.Channel.IsLate = false;
    }

    /// <summary>Names the place at which the portal is to end; the next step that comes past it ends there.</summary>
    public void Arm()
    {
        var point = world.Pick(FailPoints.All);
        world.Say($"is to end at {point}");
        world.Around.FailPoints.Armed = point;
    }

    /// <summary>One turn of everything, nothing failing.</summary>
    public async Task RoundAsync(SimulationPeople people)
    {
        while (world.Claimed.Count > 0)
        {
            await SendClaimedAsync();
        }
        await people.ReviveAsync();
        await people.ExpireAsync();
        await InboxAsync();
        foreach (var store in world.Stores)
        {
            await PollAsync(store);
        }
        await InboxAsync();
        foreach (var store in world.Stores)
        {
            await DrainAsync(store);
        }
    }
}
