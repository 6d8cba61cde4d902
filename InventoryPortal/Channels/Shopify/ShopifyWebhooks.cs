using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Sees to our subscriptions. The shop deletes one after eight deliveries in vain, and tells nobody: what is missing is made anew.</summary>
internal sealed class ShopifyWebhooks(ShopifyCalls calls)
{
    private static readonly string[] Topics =
    [
        "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_PAID", "ORDERS_CANCELLED", "ORDERS_EDITED", "REFUNDS_CREATE", "INVENTORY_LEVELS_UPDATE", "APP_UNINSTALLED",
    ];

    /// <summary>Pages of 100 subscriptions that are looked through: one app has a few dozen.</summary>
    private const int MaxPages = 10;

    private sealed record Hook(string Id, string Topic);

    public async Task<WebhookSetup> EnsureAsync(ShopifyShop shop, Uri callback, CancellationToken cancellationToken)
    {
        var (hooks, failure) = await OursAsync(shop, callback, cancellationToken);
        var changes = new List<string>();
        foreach (var topic in failure is null ? Topics : [])
        {
            var present = hooks.Where(h => h.Topic == topic).ToList();
            // What one topic is refused for says nothing of the others.
            if (failure is null or ReadFailure.Unusable && present.Count == 0)
            {
                failure = await CreateAsync(shop, callback, topic, changes, cancellationToken) ?? failure;
            }
            foreach (var extra in present.Skip(1))
            {
                failure ??= await RemoveAsync(shop, extra, changes, cancellationToken);
            }
        }
        return new WebhookSetup(failure is null, changes, failure);
    }

    private async Task<(List<Hook> Hooks, ReadFailure? Failure)> OursAsync(ShopifyShop shop, Uri callback, CancellationToken cancellationToken)
    {
        var hooks = new List<Hook>();
        string? after = null;
        for (var page = 0; page < MaxPages; page++)
        {
            using var reply = await calls.AskAsync(shop, ShopifyDocuments.Subscriptions, json => ShopifyPage.After(json, after), cancellationToken);
            if (reply.Fault is { } fault)
            {
                return (hooks, OfWebhooks(fault));
            }
            if (ShopifyPage.Of(reply.Data.Member("webhookSubscriptions")) is not { } list)
            {
                return (hooks, new ReadFailure.Unusable("The shop's answer is not a page of subscriptions."));
            }
            hooks.AddRange(list.Nodes
                .Where(h => Uri.TryCreate(h.Text("uri"), UriKind.Absolute, out var uri) && uri.AbsoluteUri == callback.AbsoluteUri)
                .Select(h => new Hook(h.Text("id") ?? "", h.Text("topic") ?? "")));
            if ((after = list.Next) is null)
            {
                return (hooks, null);
            }
        }
        return (hooks, new ReadFailure.Unusable($"The shop has more than {MaxPages} pages of subscriptions."));
    }

    private async Task<ReadFailure?> CreateAsync(ShopifyShop shop, Uri callback, string topic, List<string> changes, CancellationToken cancellationToken)
    {
        using var reply = await calls.AskAsync(
            shop,
            ShopifyDocuments.Subscribe,
            json =>
            {
                json.WriteString("topic", topic);
                json.WriteString("uri", callback.AbsoluteUri);
            },
            cancellationToken);
        return Note(reply, "webhookSubscriptionCreate", $"Subscribed to {topic}.", changes);
    }

    private async Task<ReadFailure?> RemoveAsync(ShopifyShop shop, Hook extra, List<string> changes, CancellationToken cancellationToken)
    {
        using var reply = await calls.AskAsync(shop, ShopifyDocuments.Unsubscribe, json => json.WriteString("id", extra.Id), cancellationToken);
        return Note(reply, "webhookSubscriptionDelete", $"Removed a second subscription to {extra.Topic}.", changes);
    }

    // Sales are polled as well: a shop that denies webhooks to the app is synced without them.
    private static ReadFailure OfWebhooks(ShopifyFault fault) => fault.IsDenied ? new ReadFailure.Unusable($"Webhooks are not permitted to the app. {fault.Read.Reason}") : fault.Read;

    private static ReadFailure? Note(ShopifyReply reply, string member, string change, List<string> changes)
    {
        if (reply.Fault is { } fault)
        {
            return OfWebhooks(fault);
        }
        if (reply.Data.Member(member)?.Member("userErrors") is not { ValueKind: JsonValueKind.Array } errors)
        {
            return new ReadFailure.Unusable("The shop answered without the result of the change.");
        }
        if (errors.GetArrayLength() > 0)
        {
            return new ReadFailure.Unusable($"The shop does not take the subscription: {errors[0].Text("message")}");
        }
        changes.Add(change);
        return null;
    }
}
