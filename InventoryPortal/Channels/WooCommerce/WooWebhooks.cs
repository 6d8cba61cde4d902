using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>
/// Sees to our subscriptions. A webhook that the store switched off is made anew, because one that is only switched on
/// again keeps its count of failures and goes off at the next one.
/// </summary>
internal sealed class WooWebhooks(WooCalls calls)
{
    private static readonly string[] Topics = ["order.created", "order.updated", "order.deleted", "order.restored", "product.updated"];

    /// <summary>Pages of 100 webhooks that are looked through; a store has a few dozen at most.</summary>
    private const int MaxPages = 10;

    /// <summary>How the store's codes begin for what a key's user may not do; a key that it does not know has another.</summary>
    private const string NotAllowed = "woocommerce_rest_cannot_";

    private sealed record Hook(long Id, string Topic, string Status, string Name);

    public async Task<WebhookSetup> EnsureAsync(WooStore store, Uri callback, string? secret, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(secret))
        {
            return new WebhookSetup(false, [], new ReadFailure.Unusable("The channel has no webhook secret: enter one."));
        }
        var (hooks, failure) = await OursAsync(store, callback, cancellationToken);
        var changes = new List<string>();
        foreach (var topic in failure is null ? Topics : [])
        {
            failure ??= await EnsureTopicAsync(store, callback, secret, topic, [.. hooks.Where(h => h.Topic == topic)], changes, cancellationToken);
        }
        return new WebhookSetup(failure is null, changes, failure);
    }

    private async Task<(List<Hook> Hooks, ReadFailure? Failure)> OursAsync(WooStore store, Uri callback, CancellationToken cancellationToken)
    {
        var hooks = new List<Hook>();
        for (var page = 1; page <= MaxPages; page++)
        {
            var route = string.Create(CultureInfo.InvariantCulture, $"webhooks?per_page={WooLists.PageSize}&page={page}&orderby=id&order=asc");
            var list = await WooLists.ReadAsync(calls, store, route, cancellationToken);
            if (list.Failure is not null)
            {
                return (hooks, OfWebhooks(list.Failure, list.Trace));
            }
            using (list.Document)
            {
                hooks.AddRange(list.Items
                    .Where(h => h.Id("id") > 0 && IsSame(h.Text("delivery_url"), callback))
                    .Select(h => new Hook(h.Id("id"), h.Text("topic") ?? "", h.Text("status") ?? "", h.Text("name") ?? "")));
                if (!list.HasMore(page))
                {
                    return (hooks, null);
                }
            }
        }
        return (hooks, new ReadFailure.Unusable($"The store has more than {MaxPages} pages of webhooks."));
    }

    // A user who may edit products and not webhooks: sales are polled as well, so that the store is synced without them.
    private static ReadFailure OfWebhooks(ReadFailure failure, CallTrace trace) =>
        failure is ReadFailure.Reauthorise && trace.Answer?.Contains(NotAllowed, StringComparison.Ordinal) == true
            ? new ReadFailure.Unusable($"Webhooks are not permitted to the key's user. {failure.Reason}")
            : failure;

    private async Task<ReadFailure?> EnsureTopicAsync(
        WooStore store, Uri callback, string secret, string topic, List<Hook> hooks, List<string> changes, CancellationToken cancellationToken)
    {
        var keep = hooks.Find(h => h.Status == "active") ?? hooks.Find(h => h.Status == "paused");
        var failure = keep is null
            ? await WriteAsync(store, HttpMethod.Post, "webhooks", Body(topic, callback, secret), changes, $"Created the webhook {topic}.", cancellationToken)
            : keep.Status != "active" || keep.Name != NameOf(topic, secret)
                ? await WriteAsync(
                    store, HttpMethod.Put, Route(keep), Body(topic, callback, secret), changes,
                    keep.Status != "active" ? $"Switched the webhook {topic} on." : $"Gave the webhook {topic} the present secret.", cancellationToken)
                : null;
        foreach (var extra in hooks.Where(h => h != keep))
        {
            failure ??= await WriteAsync(
                store, HttpMethod.Delete, Route(extra) + "?force=true", null, changes,
                extra.Status == "disabled" ? $"Removed a webhook {topic} that the store had switched off." : $"Removed a second webhook {topic}.", cancellationToken);
        }
        return failure;
    }

    private async Task<ReadFailure?> WriteAsync(
        WooStore store, HttpMethod method, string route, ReadOnlyMemory<byte>? body, List<string> changes, string change, CancellationToken cancellationToken)
    {
        var call = await calls.SendAsync(store, method, route, body, WooCalls.ReadLimit, cancellationToken);
        if (WooFaults.OfRead(call.Answer, calls.Now, store.Secrets) is { } failure)
        {
            return OfWebhooks(failure, call.Trace);
        }
        if (body is not null && !IsActive(((OutboundAnswer.Answered)call.Answer).Body))
        {
            return new ReadFailure.Unusable("The store did not switch the webhook on.");
        }
        changes.Add(change);
        return null;
    }

    private static bool IsActive(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return false;
        }
        using (document)
        {
            return document.RootElement.Text("status") == "active";
        }
    }

    private static ReadOnlyMemory<byte> Body(string topic, Uri callback, string secret)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", NameOf(topic, secret));
            json.WriteString("topic", topic);
            json.WriteString("delivery_url", callback.AbsoluteUri);
            json.WriteString("secret", secret);
            json.WriteString("status", "active");
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    // A store never tells a webhook's secret; four bytes of a keyed hash in the name tell whether it is the present one.
    private static string NameOf(string topic, string secret) =>
        $"InventoryPortal {topic} {Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "webhook name"u8).AsSpan(0, 4))}";

    private static string Route(Hook hook) => string.Create(CultureInfo.InvariantCulture, $"webhooks/{hook.Id}");

    private static bool IsSame(string? url, Uri callback) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.AbsoluteUri == callback.AbsoluteUri;
}
