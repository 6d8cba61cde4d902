using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>One complaint of a shop about a write.</summary>
/// <param name="Code">The API's own; empty when it gives none.</param>
/// <param name="Index">Which of the quantities it is about; null when it does not say.</param>
internal readonly record struct ShopifyComplaint(string Code, string Message, int? Index);

/// <summary>What a shop answered to a write of quantities. A closed set.</summary>
internal abstract record ShopifyPushAnswer
{
    private ShopifyPushAnswer() { }

    /// <summary>Every quantity was taken; what each came to, in the order of the pushes.</summary>
    public sealed record Taken(IReadOnlyList<PushVerdict> Verdicts) : ShopifyPushAnswer;

    /// <summary>Nothing was done, for these reasons.</summary>
    public sealed record Refused(IReadOnlyList<ShopifyComplaint> Complaints) : ShopifyPushAnswer;

    /// <summary>It cannot be told what was done.</summary>
    public sealed record Unclear(string Reason) : ShopifyPushAnswer;
}

/// <summary>Reads the answer to a write of quantities. Pure.</summary>
internal static class ShopifyPushAnswers
{
    private const int MaxCode = 100;
    private const int MaxMessage = 300;

    public static ShopifyPushAnswer Read(JsonElement data, IReadOnlyList<QuantityPush> pushes)
    {
        if (data.Member("inventorySetQuantities") is not { ValueKind: JsonValueKind.Object } payload || payload.Member("userErrors") is not { ValueKind: JsonValueKind.Array } errors)
        {
            return new ShopifyPushAnswer.Unclear("The shop answered without the result of the write.");
        }
        var group = payload.Member("inventoryAdjustmentGroup");
        if (errors.GetArrayLength() > 0)
        {
            return group is null
                ? new ShopifyPushAnswer.Refused([.. errors.EnumerateArray().Select(e => Complaint(e, pushes.Count))])
                : new ShopifyPushAnswer.Unclear("The shop answered with a result and with errors.");
        }
        return Shown(group) is { } shown
            ? new ShopifyPushAnswer.Taken([.. pushes.Select(p => Verdict(p, shown))])
            : new ShopifyPushAnswer.Unclear("The shop answered with quantities that cannot be read.");
    }

    /// <summary>What a refusal about this one quantity means for it.</summary>
    public static PushVerdict Verdict(ShopifyComplaint complaint) => complaint.Code switch
    {
        "CHANGE_FROM_QUANTITY_STALE" => new PushVerdict.Stale("The shop shows another number than expected: something was sold or changed there."),
        "INVALID_LOCATION" => new PushVerdict.Rejected(complaint.Code, "The item is not stocked at the channel's location. Stock it there, import the catalogue, and try again."),
        "NON_MUTABLE_INVENTORY_ITEM" => new PushVerdict.Rejected(complaint.Code, "The shop works this quantity out itself (a bundle): link its parts instead."),
        // Without a code nobody can say that another try is in vain.
        "" => new PushVerdict.RetryAt(null, false, complaint.Message),
        _ => new PushVerdict.Rejected(complaint.Code, complaint.Message),
    };

    // Item to what it shows now; null when any of it is not a whole number. Without a group nothing had to change.
    private static Dictionary<string, int?>? Shown(JsonElement? group)
    {
        var shown = new Dictionary<string, int?>(StringComparer.Ordinal);
        if (group is null)
        {
            return shown;
        }
        if (group.Value.Member("changes") is not { ValueKind: JsonValueKind.Array } changes)
        {
            return null;
        }
        foreach (var change in changes.EnumerateArray().Where(c => c.Text("name") == "available"))
        {
            int? quantity = null;
            if (change.Member("quantityAfterChange") is { } given)
            {
                if (!given.TryWhole(out var whole))
                {
                    return null;
                }
                quantity = whole;
            }
            if (change.Member("item")?.Text("id") is not { } item || !shown.TryAdd(item, quantity))
            {
                return null;
            }
        }
        return shown;
    }

    // The API lists what it changed: an item that showed the number before is not among them.
    private static PushVerdict Verdict(QuantityPush push, Dictionary<string, int?> shown) => shown.TryGetValue(push.ExternalId, out var quantity)
        ? quantity == push.Quantity ? new PushVerdict.Applied(push.Quantity) : new PushVerdict.Unknown(string.Create(CultureInfo.InvariantCulture, $"The shop was given {push.Quantity} and does not show it."))
        : push.Expected is null || push.Expected == push.Quantity
            ? new PushVerdict.Applied(push.Quantity)
            : new PushVerdict.Unknown("The shop took the write and lists no change of this item.");

    private static ShopifyComplaint Complaint(JsonElement error, int count)
    {
        var index = IndexOf(error);
        return new ShopifyComplaint(Cut(error.Text("code") ?? "", MaxCode), Cut(error.Text("message") ?? "The shop gives no reason.", MaxMessage), index < count ? index : null);
    }

    // ["input","quantities","3","quantity"]: the number may come as text or as a number.
    private static int? IndexOf(JsonElement error)
    {
        if (error.Member("field") is not { ValueKind: JsonValueKind.Array } field)
        {
            return null;
        }
        foreach (var step in field.EnumerateArray())
        {
            if (int.TryParse(step.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                return index;
            }
        }
        return null;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
