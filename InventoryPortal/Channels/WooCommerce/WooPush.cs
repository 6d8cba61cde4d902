using System.Buffers;
using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>Plans and writes batches. Pure.</summary>
internal static class WooPush
{
    /// <summary>Items of one batch: the store's own limit for create, update and delete together; one more gets 413.</summary>
    public const int MaxBatch = 100;

    /// <summary>Route of pushes whose id is none of WooCommerce's; nothing is sent for them.</summary>
    public const string NowhereRoute = "nowhere";

    private const string ProductsRoute = "products/batch";

    /// <summary>Products together, variations by parent, at most <see cref="MaxBatch"/> a call.</summary>
    public static IReadOnlyList<PushCall> Plan(IReadOnlyList<QuantityPush> pushes) =>
        [.. BatchPlan.Split(pushes, p => RouteOf(p.ExternalId), MaxBatch).Select(call => new PushCall(call.Route, call.Items))];

    /// <summary>
    /// Whether the call may switch stock management on at once. A variation must be asked first: its stock may be kept
    /// at its parent, and switching it on would quietly take it out of there.
    /// </summary>
    public static bool MayManage(PushCall call) => call.Route == ProductsRoute;

    /// <summary>The batch's body.</summary>
    public static ReadOnlyMemory<byte> Body(IReadOnlyList<QuantityPush> pushes, bool manage)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("update");
            foreach (var push in pushes)
            {
                json.WriteStartObject();
                json.WriteNumber("id", IdOf(push));
                // Without it an item that does not track stock would take the quantity and show none.
                if (manage || push.TurnTrackingOn)
                {
                    json.WriteBoolean("manage_stock", true);
                }
                json.WriteNumber("stock_quantity", push.Quantity);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>The store's id of the pushed thing; the call was planned, so the id is one.</summary>
    public static long IdOf(QuantityPush push) => WooItemId.TryParse(push.ExternalId, out var id) ? id.Own : 0;

    private static string RouteOf(string externalId) => !WooItemId.TryParse(externalId, out var id)
        ? NowhereRoute
        : id.Variation == 0
            ? ProductsRoute
            : string.Create(CultureInfo.InvariantCulture, $"products/{id.Product}/variations/batch");
}

/// <summary>Reads the answer to a batch. Pure.</summary>
internal static class WooPushVerdicts
{
    /// <summary>Code of a push to an item that keeps no quantity.</summary>
    public const string NotManaged = "stock_not_managed";

    /// <summary>One verdict per push, in their order.</summary>
    public static IReadOnlyList<ItemVerdict> Read(PushCall call, OutboundAnswer answer, DateTimeOffset now, IReadOnlyList<string> secrets)
    {
        if (OfWhole(answer, now, secrets) is { } whole)
        {
            return All(call, whole);
        }
        var body = ((OutboundAnswer.Answered)answer).Body;
        if (!WireJson.TryParse(body, out var document))
        {
            return All(call, new PushVerdict.Unknown("The store answered 200 with something that is not JSON."));
        }
        using (document)
        {
            return document.RootElement.Member("update") is { ValueKind: JsonValueKind.Array } entries
                ? PerItem(call, entries)
                : All(call, new PushVerdict.Unknown("The store answered 200 without a result per item."));
        }
    }

    /// <summary>The same verdict for every push of the call.</summary>
    public static IReadOnlyList<ItemVerdict> All(PushCall call, PushVerdict verdict) =>
        [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, verdict))];

    private static PushVerdict? OfWhole(OutboundAnswer answer, DateTimeOffset now, IReadOnlyList<string> secrets) => answer switch
    {
        OutboundAnswer.NotSent n => new PushVerdict.RetryAt(null, false, n.Reason),
        OutboundAnswer.Lost l => new PushVerdict.Unknown(l.Reason),
        OutboundAnswer.Answered { Status: 200 or 201 } => null,
        OutboundAnswer.Answered a when WooFaults.IsSignInFault(a) => new PushVerdict.Reauthorise(WooFaults.Describe(a, secrets)),
        OutboundAnswer.Answered a when WaitHeaders.AsksToWait(a) => new PushVerdict.RetryAt(WaitHeaders.RetryAfter(a, now), true, WooFaults.Describe(a, secrets)),
        // The store works through a batch item by item: a failure in the middle leaves the first ones done.
        OutboundAnswer.Answered { Status: >= 500 } a => new PushVerdict.Unknown(WooFaults.Describe(a, secrets)),
        // In the store's own words only: a proxy that answers the same status says nothing about the items.
        OutboundAnswer.Answered { Status: 400 or 413 or 422 } a when WooError.Of(a.Body) is { Code: { } code } => new PushVerdict.Rejected(code, WooFaults.Describe(a, secrets)),
        // Any other answer comes from before the store's own work: a redirect, a firewall, a missing API.
        OutboundAnswer.Answered a when a.Status is < 200 or >= 300 => new PushVerdict.RetryAt(null, false, WooFaults.Describe(a, secrets)),
        OutboundAnswer.Answered a => new PushVerdict.Unknown($"The store answered HTTP {a.Status} to a batch."),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    // By position, not by id: an error may name another product than the one it is about.
    private static List<ItemVerdict> PerItem(PushCall call, JsonElement entries)
    {
        var count = entries.GetArrayLength();
        var verdicts = new List<ItemVerdict>(call.Pushes.Count);
        for (var i = 0; i < call.Pushes.Count; i++)
        {
            var push = call.Pushes[i];
            var verdict = i < count ? OfEntry(push, entries[i]) : new PushVerdict.Unknown("The store gave no result for this item.");
            verdicts.Add(new ItemVerdict(push.ListingId, verdict));
        }
        return verdicts;
    }

    private static PushVerdict OfEntry(QuantityPush push, JsonElement entry)
    {
        if (entry.Id("id") != WooPush.IdOf(push))
        {
            return new PushVerdict.Unknown("The store's result at this position is about another item.");
        }
        if (entry.Member("error") is { } error)
        {
            return OfError(error);
        }
        var managed = entry.Member("manage_stock");
        if (managed is { ValueKind: JsonValueKind.String })
        {
            return new PushVerdict.Rejected("managed_by_parent", "The variation's stock is kept at its parent product: link the parent instead.");
        }
        if (managed is { ValueKind: JsonValueKind.False } || entry.Member("stock_quantity") is not { } echoed)
        {
            return new PushVerdict.Rejected(NotManaged, "The store keeps no quantity for this item: switch on stock management for the shop and the item.");
        }
        if (!echoed.TryWhole(out var shown))
        {
            return new PushVerdict.Unknown("The store answered with a quantity that is not a whole number.");
        }
        return shown == push.Quantity
            ? new PushVerdict.Applied(shown)
            : new PushVerdict.Rejected("quantity_not_taken", string.Create(CultureInfo.InvariantCulture, $"The store was given {push.Quantity} and shows {shown}: a plugin may be setting the stock."));
    }

    private static PushVerdict OfError(JsonElement error) => WooError.Of(error) switch
    {
        null => new PushVerdict.Unknown("The store reported an error that cannot be read."),
        { Status: >= 500 } e => new PushVerdict.RetryAt(null, false, $"{e.Code}: {e.Message}"),
        var e => new PushVerdict.Rejected(e.Code, e.Message),
    };
}
