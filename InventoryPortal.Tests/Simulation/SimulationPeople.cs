using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What operators, editors and administrators do, as the seed says.</summary>
internal sealed class SimulationPeople(SimulationWorld world)
{
    private static readonly MovementKind[] Kinds = [MovementKind.Restock, MovementKind.Sale, MovementKind.Adjustment, MovementKind.Count, MovementKind.Return];

    private int _lastKey;
    private bool _isLinked;

    /// <summary>Records a movement: alone, at the same moment as another node, asked for twice at once, or asked for again because no answer came.</summary>
    public Task MoveAsync()
    {
        if (world.Unanswered.Count > 0 && world.Chance(50))
        {
            return RepeatAsync();
        }
        var move = NextMove(world.Pick(Kinds));
        switch (world.Random.Next(10))
        {
            case 0:
                world.Faults.Note("command asked twice at once");
                return MoveAsync(move, move);
            case 1:
                // A restock is never refused, so that it does not matter which of the two is first.
                world.Faults.Note("two writers of one level");
                move = NextMove(MovementKind.Restock, move.Command.Sku);
                return MoveAsync(move, NextMove(world.Chance(50) ? MovementKind.Restock : MovementKind.Sale, move.Command.Sku));
            default:
                return MoveAsync(move, null);
        }
    }

    /// <summary>Asks again for a movement whose answer never came.</summary>
    public Task RepeatAsync()
    {
        var move = world.Unanswered[0];
        world.Unanswered.RemoveAt(0);
        world.Faults.Note("command repeated");
        return MoveAsync(move, null);
    }

    public async Task ReserveAsync()
    {
        if (world.Reservations.Count > 0 && world.Chance(60))
        {
            var id = world.Pick(world.Reservations);
            var commit = world.Chance(50);
            world.Say($"operator: reservation {id} {(commit ? "commit" : "release")}");
            await world.DoAsync(() => world.Portal.CloseAsync(id, commit));
            return;
        }
        var until = world.Chance(60) ? world.Clock.GetUtcNow().AddSeconds(1 + world.Random.Next(300)) : (DateTimeOffset?)null;
        var (sku, quantity) = (world.Pick(SimulationWorld.Skus), 1 + world.Random.Next(4));
        world.Say($"operator: reserve {quantity} {sku} until {until:HH:mm:ss}");
        await world.DoAsync(async () =>
        {
            if (await world.Portal.ReserveAsync(new ReserveCommand(sku, quantity, "cart", null, until)) is CommandAnswer<ReservationResult>.Done done)
            {
                world.Reservations.Add(done.Value.Id);
            }
        });
    }

    public Task ExpireAsync() => world.DoAsync(async () =>
    {
        var expired = await world.Portal.ExpireAsync();
        world.Say($"expired {expired}");
    });

    public Task ChangeRuleAsync()
    {
        var (sku, store) = (world.Pick(SimulationWorld.Skus), world.PickStore());
        var what = world.Random.Next(7);
        var value = world.Random.Next(6);
        world.Say($"editor: {sku} at {store.Key}: rule {what} = {value}");
        return world.DoAsync(() => world.Portal.ChangeAsync(sku, (product, listings) =>
        {
            var listing = listings.Single(l => l.ChannelId == store.ChannelId);
            switch (what)
            {
                case 0: listing.Mode = (ListingMode)(value % 4); break;
                case 1: listing.Weight = value == 5 ? null : value; break;
                case 2: listing.Min = value; break;
                case 3: listing.Max = value == 0 ? null : value * 3; break;
                case 4: listing.Buffer = value / 2; break;
                case 5: product.Buffer = value / 2; break;
                default: listing.SyncEnabled = value > 1; break;
            }
        }));
    }

    /// <summary>Maps the listing that began without a product, and takes up the orders that waited for it.</summary>
    public async Task LinkAsync()
    {
        if (_isLinked)
        {
            return;
        }
        _isLinked = true;
        var west = world.Stores[^1];
        world.Say($"editor: POT at {west.Key} is mapped");
        long id = 0;
        await world.DoAsync(() => world.Portal.ChangeAsync("POT", (product, listings) =>
        {
            var listing = listings.Single(l => l.ChannelId == west.ChannelId);
            (listing.ProductId, listing.LinkState, id) = (product.Id, LinkState.Linked, listing.Id);
        }));
        await world.DoAsync(() => world.Portal.ApplyWaitingAsync(id));
    }

    /// <summary>What the safety net does for a link whose taking up was cut off.</summary>
    public async Task TakeUpWaitingAsync()
    {
        await LinkAsync();
        var (_, listings) = await world.Portal.ReadAsync("POT");
        await world.DoAsync(() => world.Portal.ApplyWaitingAsync(listings.Single(l => l.ChannelId == world.Stores[^1].ChannelId).Id));
    }

    public Task SetStateAsync(SimulatedStore store, ChannelState state)
    {
        world.Say($"admin: {store.Key} {state}");
        return world.DoAsync(() => world.Portal.SetStateAsync(store, state));
    }

    /// <summary>Lets everything be written to again.</summary>
    public async Task EnableAllAsync()
    {
        foreach (var sku in SimulationWorld.Skus)
        {
            await world.DoAsync(() => world.Portal.ChangeAsync(sku, (_, listings) =>
            {
                foreach (var listing in listings)
                {
                    listing.SyncEnabled = true;
                }
            }));
        }
        foreach (var store in world.Stores)
        {
            await SetStateAsync(store, ChannelState.Active);
        }
    }

    /// <summary>A person gives dead listings another chance.</summary>
    public async Task ReviveAsync()
    {
        foreach (var sku in SimulationWorld.Skus)
        {
            var (_, listings) = await world.Portal.ReadAsync(sku);
            foreach (var listing in listings.Where(l => l.IsDead).OrderBy(l => l.Id).ToList())
            {
                var store = world.Stores.Single(s => s.ChannelId == listing.ChannelId);
                world.Say($"operator: retry {listing.ExternalId} at {store.Key}");
                await world.DoAsync(() => world.Portal.RetryAsync(store, listing.ExternalId));
            }
        }
    }

    private SimulatedMove NextMove(MovementKind kind, string? sku = null)
    {
        var quantity = kind switch
        {
            MovementKind.Count => world.Random.Next(40),
            MovementKind.Adjustment => world.Chance(50) ? 1 + world.Random.Next(4) : -1 - world.Random.Next(4),
            _ => 1 + world.Random.Next(8),
        };
        return new SimulatedMove($"k{++_lastKey}", new MovementCommand(sku ?? world.Pick(SimulationWorld.Skus), kind, quantity));
    }

    private async Task MoveAsync(SimulatedMove move, SimulatedMove? between)
    {
        world.Asked[move.Key] = move;
        world.Asked[between?.Key ?? move.Key] = between ?? move;
        var isAnswered = false;
        await world.DoAsync(async () =>
        {
            var answer = await world.Portal.MoveAsync(move, between);
            isAnswered = true;
            world.Say($"operator: {move.Key} {move.Command.Kind} {move.Command.Quantity} {move.Command.Sku} beside {between?.Key}: {answer.GetType().Name}");
        });
        if (!isAnswered)
        {
            world.Unanswered.Add(move);
        }
    }
}
