using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Sees to it that eBay tells us of sales: our endpoint (a destination of the application) and the seller's subscription to it.</summary>
internal sealed class EbayWebhooks(EbayNotificationCalls calls)
{
    /// <summary>eBay's code for "say first where alerts go".</summary>
    private const long NoConfiguration = 195003;

    private sealed record Subscription(string Id, string Topic, string Destination, string Status);

    public async Task<WebhookSetup> EnsureAsync(EbayAccount account, Uri callback, CancellationToken cancellationToken)
    {
        var changes = new List<string>();
        var (found, failure) = await calls.ListAsync(account, "destination", "destinations", EbaySigner.Application, cancellationToken);
        var destination = (string?)null;
        if (failure is null)
        {
            (destination, failure) = await DestinationAsync(account, callback, found, changes, cancellationToken);
        }
        failure ??= await SubscriptionAsync(account, destination!, [.. found.Where(d => IsAnothers(d, callback)).Select(d => d.Text("destinationId"))], changes, cancellationToken);
        return new WebhookSetup(failure is null, changes, failure);
    }

    // An endpoint of this portal that is not this channel's: another channel of the same application.
    private static bool IsAnothers(JsonElement destination, Uri callback) =>
        destination.Text("status") == "ENABLED" && destination.Member("deliveryConfig")?.Text("endpoint") is { } endpoint && endpoint != callback.AbsoluteUri
        && Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.GetLeftPart(UriPartial.Authority) == callback.GetLeftPart(UriPartial.Authority);

    private async Task<(string? Id, ReadFailure? Failure)> DestinationAsync(
        EbayAccount account, Uri callback, IReadOnlyList<JsonElement> found, List<string> changes, CancellationToken cancellationToken)
    {
        var ours = found.FirstOrDefault(d => d.Member("deliveryConfig")?.Text("endpoint") == callback.AbsoluteUri);
        if (ours.Text("destinationId") is not { } id)
        {
            return await CreateDestinationAsync(account, callback, changes, cancellationToken);
        }
        // MARKED_DOWN is eBay's own word for an endpoint that failed too often. The token it asks for only when it challenges.
        if (ours.Text("status") == "ENABLED" && (ours.Member("deliveryConfig")?.Text("verificationToken") ?? account.VerificationToken) == account.VerificationToken)
        {
            return (id, null);
        }
        var call = await calls.WriteAsync(account, HttpMethod.Put, "destination/" + Uri.EscapeDataString(id), Destination(account, callback), EbaySigner.Application, cancellationToken);
        if (calls.FaultOf(call) is { } refused)
        {
            return (null, refused);
        }
        changes.Add("Switched the notification endpoint on.");
        return (id, null);
    }

    private async Task<(string? Id, ReadFailure? Failure)> CreateDestinationAsync(
        EbayAccount account, Uri callback, List<string> changes, CancellationToken cancellationToken)
    {
        var call = await calls.WriteAsync(account, HttpMethod.Post, "destination", Destination(account, callback), EbaySigner.Application, cancellationToken);
        if (call.Status == 409 && EbayError.FirstOf(call.Body)?.Id == NoConfiguration)
        {
            if (account.AlertEmail is not { } email)
            {
                return (null, new ReadFailure.Unusable("eBay wants to know first where alerts about notifications go: enter alertEmail, or set it on eBay's developer pages."));
            }
            var told = await calls.WriteAsync(account, HttpMethod.Put, "config", EbayNotificationCalls.Json(j => j.WriteString("alertEmail", email)), EbaySigner.Application, cancellationToken);
            if (calls.FaultOf(told) is { } unset)
            {
                return (null, unset);
            }
            changes.Add("Told eBay where alerts go.");
            call = await calls.WriteAsync(account, HttpMethod.Post, "destination", Destination(account, callback), EbaySigner.Application, cancellationToken);
        }
        if (calls.FaultOf(call) is { } failure)
        {
            return (null, failure);
        }
        changes.Add("Registered the notification endpoint.");
        return EbayNotificationCalls.MadeBy(call) is { } id ? (id, null) : (null, new ReadFailure.Unusable("eBay does not say which endpoint it registered."));
    }

    /// <param name="others">Endpoints of the portal's other channels.</param>
    private async Task<ReadFailure?> SubscriptionAsync(
        EbayAccount account, string destination, IReadOnlyList<string?> others, List<string> changes, CancellationToken cancellationToken)
    {
        var (found, failure) = await calls.ListAsync(account, "subscription", "subscriptions", EbaySigner.Seller, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }
        // eBay keeps one of a topic.
        var ours = found.Select(Of).FirstOrDefault(s => s?.Topic == EbayReception.OrderTopic);
        if (ours is { Status: "ENABLED" } && ours.Destination == destination)
        {
            return null;
        }
        if (ours is { Status: "ENABLED" } && others.Contains(ours.Destination))
        {
            // Two channels of one seller would take it from each other for ever.
            return new ReadFailure.Unusable($"eBay tells of a seller's sales at one endpoint, and another channel of this portal has it: this one's sales on {account.MarketplaceId} come by polling alone.");
        }
        var (method, route, body, change) = ours switch
        {
            null => (HttpMethod.Post, "subscription", NewSubscription(destination), $"Subscribed to {EbayReception.OrderTopic}."),
            _ when ours.Destination != destination =>
                (HttpMethod.Put, "subscription/" + Uri.EscapeDataString(ours.Id), Update(destination), $"Pointed {EbayReception.OrderTopic} to this endpoint."),
            _ => (HttpMethod.Post, $"subscription/{Uri.EscapeDataString(ours.Id)}/enable", (ReadOnlyMemory<byte>?)null, $"Switched {EbayReception.OrderTopic} on."),
        };
        var call = await calls.WriteAsync(account, method, route, body, EbaySigner.Seller, cancellationToken);
        if (calls.FaultOf(call) is { } refused)
        {
            return refused;
        }
        changes.Add(change);
        return null;
    }

    private static Subscription? Of(JsonElement entry) =>
        entry.Text("subscriptionId") is { } id && entry.Text("topicId") is { } topic
            ? new Subscription(id, topic, entry.Text("destinationId") ?? "", entry.Text("status") ?? "")
            : null;

    private static ReadOnlyMemory<byte> Destination(EbayAccount account, Uri callback) => EbayNotificationCalls.Json(json =>
    {
        json.WriteString("name", "InventoryPortal " + account.Channel.Key);
        json.WriteString("status", "ENABLED");
        json.WriteStartObject("deliveryConfig");
        json.WriteString("endpoint", callback.AbsoluteUri);
        json.WriteString("verificationToken", account.VerificationToken);
        json.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> NewSubscription(string destination) => EbayNotificationCalls.Json(json =>
    {
        json.WriteString("topicId", EbayReception.OrderTopic);
        WriteDelivery(json, destination);
    });

    private static ReadOnlyMemory<byte> Update(string destination) => EbayNotificationCalls.Json(json => WriteDelivery(json, destination));

    private static void WriteDelivery(Utf8JsonWriter json, string destination)
    {
        json.WriteString("destinationId", destination);
        json.WriteString("status", "ENABLED");
        json.WriteStartObject("payload");
        json.WriteString("format", "JSON");
        json.WriteString("schemaVersion", "1.0");
        json.WriteString("deliveryProtocol", "HTTPS");
        json.WriteEndObject();
    }
}
