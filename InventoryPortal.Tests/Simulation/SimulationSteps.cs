using System.Globalization;

namespace InventoryPortal.Tests.Simulation;

/// <summary>What shoppers and stores do, as the seed says.</summary>
internal sealed class SimulationSteps(SimulationWorld world)
{
    private static readonly string[] First = ["pending", "processing", "processing", "on-hold"];
    private static readonly string[] Later = ["processing", "completed", "cancelled", "failed", "pending", "on-hold"];

    /// <summary>Deliveries that may be under way to the portal: past it the oldest is lost, as a store's queue loses it.</summary>
    private const int MaxUnderway = 200;

    public void Buy(SimulatedStore store)
    {
        var lines = new List<(string, int)>(3);
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
        if (store.Recent.Count == 0)
        {
            return;
        }
        var order = world.Pick(store.Recent);
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
                    : SimulatedBody.Of(store.Orders[long.Parse(subject, CultureInfo.InvariantCulture)]);
                world.Underway.Add((store, topic, body));
            }
        }
        store.Outbox.Clear();
        if (world.Underway.Count > MaxUnderway)
        {
            world.Underway.RemoveRange(0, world.Underway.Count - MaxUnderway);
        }
    }

    /// <summary>Delivers something that is under way, in order or not. What the portal did not take is sent again later.</summary>
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
        var isTaken = false;
        await world.DoAsync(async () =>
        {
            var accepted = await world.Portal.DeliverAsync(store, topic, body);
            world.Say($"{store.Key}: delivered {topic} {SimulatedBody.Read(body)}: {accepted}");
            isTaken = true;
        });
        if (!isTaken)
        {
            world.Underway.Add((store, topic, body));
        }
        else
        {
            store.Heard.Add(body);
        }
    }
}
