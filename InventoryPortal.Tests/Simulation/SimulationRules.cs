using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What editors and administrators do: rules, weights, mappings, channels on and off.</summary>
internal sealed class SimulationRules(SimulationWorld world)
{
    public async Task ChangeRuleAsync()
    {
        var (sku, store) = (world.Pick(SimulationWorld.Skus), world.PickStore());
        var what = world.Random.Next(7);
        var value = world.Random.Next(6);
        world.Say($"editor: {sku} at {store.Key}: rule {what} = {value}");
        await ChangeAsync(sku, async (db, token) =>
        {
            var listing = await db.Listings.SingleAsync(l => l.ChannelId == store.ChannelId && l.ExternalId == sku, token);
            var product = await db.Products.SingleAsync(p => p.Sku == sku, token);
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
        });
    }

    /// <summary>Maps the listing that began without a product, and takes up the orders that waited for it.</summary>
    public async Task LinkAsync()
    {
        var west = world.Stores["west"];
        world.Say("editor: POT at west is mapped");
        long id = 0;
        await ChangeAsync("POT", async (db, token) =>
        {
            var listing = await db.Listings.SingleAsync(l => l.ChannelId == west.ChannelId && l.ExternalId == "POT", token);
            (listing.ProductId, listing.LinkState, id) = (await db.Products.Where(p => p.Sku == "POT").Select(p => p.Id).SingleAsync(token), LinkState.Linked, listing.Id);
        });
        await world.Portal.Get<OrderStore>().ApplyWaitingAsync([id], SimulationWorld.Stop);
    }

    public Task SetStateAsync(SimulatedStore store, ChannelState state)
    {
        world.Say($"admin: {store.Key} {state}");
        return world.Database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Channels.SingleAsync(c => c.Id == store.ChannelId, token);
                row.State = state;
                row.Version++;
            },
            SimulationWorld.Stop);
    }

    public async Task EnableAllAsync()
    {
        foreach (var sku in SimulationWorld.Skus)
        {
            await ChangeAsync(sku, async (db, token) =>
            {
                foreach (var listing in await db.Listings.Where(l => l.ExternalId == sku).ToListAsync(token))
                {
                    listing.SyncEnabled = true;
                }
            });
        }
    }

    private Task ChangeAsync(string sku, Func<PortalDbContext, CancellationToken, Task> change) => world.Database.WriteAsync(
        async (db, token) =>
        {
            var id = await db.Products.Where(p => p.Sku == sku).Select(p => p.Id).SingleAsync(token);
            await db.Dialect.LockProductsAsync(db, [id], token);
            await change(db, token);
            await db.SaveChangesAsync(token);
            await Reallocation.ApplyAsync(db, [id], world.Clock.GetUtcNow(), token);
        },
        SimulationWorld.Stop);
}
