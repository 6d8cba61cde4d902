using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What shoppers, stores and operators do, as the seed says.</summary>
internal sealed class SimulationSteps(SimulationWorld world)
{
    private static readonly string[] First = ["pending", "processing", "processing", "on-hold"];
    private static readonly string[] Later = ["processing", "completed", "cancelled", "failed", "pending", "on-hold"];

    public void Buy(SimulatedStore store)
    {
        var lines = new List<(string, int)>();
        foreach (var sku in SimulationWorld.Skus)
        {
            var quantity = 1 + world.Random.Next(3);
            if (world.Chance(50) && store.Stock[sku] >= quantity)
            {
                lines.Add((sku, quantity));
            }
        }
        if (lines.Count > 0)
        {
            var order = store.Place(lines, world.Pick(First));
            world.Say($"{store.Key}: order {order.Id} {order.Status} {string.Join(' ', lines)}");
            Queue(store);
        }
    }

    public void ChangeOrder(SimulatedStore store)
    {
        if (store.Orders.Count == 0)
        {
            return;
        }
        var order = world.Pick(store.Orders.Values.TakeLast(6).ToList());
        switch (world.Random.Next(4))
        {
            case 0 or 1 when order.Status != "refunded":
                store.Move(order, world.Pick(Later));
                world.Say($"{store.Key}: order {order.Id} → {order.Status}");
                break;
            case 2 when order.Status is "processing" or "completed" && order.Lines.Where(l => l.Refunded < l.Quantity).ToList() is { Count: > 0 } open:
                var line = world.Pick(open);
                var (units, restock) = (1 + world.Random.Next(line.Quantity - line.Refunded), world.Chance(60));
                store.Refund(order, line, units, restock);
                world.Say($"{store.Key}: order {order.Id} refund {units} {line.ExternalId} restock {restock} → {order.Status}");
                break;
            case 3 when !order.HasRefunds && order.Status is "pending" or "on-hold" && order.Lines.Count > 0:
                var edited = world.Pick(order.Lines);
                var quantity = world.Random.Next(4);
                store.Edit(order, edited, quantity);
                world.Say($"{store.Key}: order {order.Id} edit {edited.ExternalId} to {quantity}");
                break;
            default:
                break;
        }
        Queue(store);
    }

    /// <summary>Turns what the store wants to tell into deliveries: one, two or none, of the state now or of the state at delivery.</summary>
    public void Queue(SimulatedStore store)
    {
        foreach (var (topic, subject) in store.Outbox)
        {
            var copies = world.Random.Next(10) switch { 0 or 1 => 0, 2 => 2, _ => 1 };
            world.Faults.Note(copies switch { 0 => "webhook lost", 2 => "webhook twice", _ => "webhook once" });
            for (var i = 0; i < copies; i++)
            {
                var body = topic == "product.updated" ? SimulatedBody.OfItem(subject, store.Stock[subject])
                    : world.Chance(20) ? SimulatedBody.OfId(subject)
                    : SimulatedBody.Of(store.Orders[long.Parse(subject, null)]);
                world.Underway.Add((store, topic, body));
            }
        }
        store.Outbox.Clear();
    }

    /// <summary>Delivers something that is under way, in order or not.</summary>
    public async Task DeliverAsync(bool any)
    {
        if (world.Underway.Count == 0)
        {
            return;
        }
        var at = any ? world.Random.Next(world.Underway.Count) : 0;
        var (store, topic, body) = world.Underway[at];
        world.Underway.RemoveAt(at);
        if (at > 0)
        {
            world.Faults.Note("webhook out of order");
        }
        var accepted = await world.Portal.Get<InboxStore>().AcceptAsync(store.Key, new Dictionary<string, string> { ["topic"] = topic }, body, SimulationWorld.Stop);
        world.Say($"{store.Key}: delivered {topic} {System.Text.Encoding.UTF8.GetString(body)[..Math.Min(150, body.Length)]}: {accepted}");
    }

    public async Task MoveAsync()
    {
        var kind = world.Pick([MovementKind.Restock, MovementKind.Sale, MovementKind.Adjustment, MovementKind.Count, MovementKind.Return]);
        var quantity = kind switch
        {
            MovementKind.Count => world.Random.Next(40),
            MovementKind.Adjustment => world.Chance(50) ? 1 + world.Random.Next(4) : -1 - world.Random.Next(4),
            _ => 1 + world.Random.Next(8),
        };
        var sku = world.Pick(SimulationWorld.Skus);
        world.Say($"operator: {kind} {quantity} {sku}");
        await world.Portal.Get<StockStore>().MoveAsync(CommandContext.System, new MovementCommand(sku, kind, quantity), SimulationWorld.Stop);
    }

    public async Task ReserveAsync()
    {
        var store = world.Portal.Get<ReservationStore>();
        if (world.Reservations.Count > 0 && world.Chance(60))
        {
            var id = world.Pick(world.Reservations);
            var commit = world.Chance(50);
            world.Say($"operator: reservation {id} {(commit ? "commit" : "release")}");
            await (commit ? store.CommitAsync(CommandContext.System, id, SimulationWorld.Stop) : store.ReleaseAsync(CommandContext.System, id, SimulationWorld.Stop));
            return;
        }
        var until = world.Chance(60) ? world.Clock.GetUtcNow().AddSeconds(1 + world.Random.Next(300)) : (DateTimeOffset?)null;
        var (sku, quantity) = (world.Pick(SimulationWorld.Skus), 1 + world.Random.Next(4));
        world.Say($"operator: reserve {quantity} {sku} until {until:HH:mm:ss}");
        var answer = await store.ReserveAsync(CommandContext.System, new ReserveCommand(sku, quantity, "cart", null, until), SimulationWorld.Stop);
        if (answer is CommandAnswer<ReservationResult>.Done done)
        {
            world.Reservations.Add(done.Value.Id);
        }
    }

    public async Task ExpireAsync() => world.Say($"expired {await world.Portal.Get<ReservationStore>().ExpireAsync(SimulationWorld.Stop)}");
}
