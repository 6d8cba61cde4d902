using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Lab;

/// <summary>Delivers the stores' webhooks, signed, over HTTP to wherever they were registered. One try each, as a store does.</summary>
internal sealed class HookWorker(LabShops shops, OutboundPost post, TimeProvider clock, ILogger<HookWorker> log) : BackgroundService
{
    /// <summary>How often the stores look for what is due.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a store waits for an answer, as WordPress does.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Deliveries of one store under way at once.</summary>
    private const int Width = 4;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(shops.All.Select(s => ServeAsync(s, stoppingToken)));

    private async Task ServeAsync(LabShop shop, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Parallel.ForEachAsync(
                    shop.TakeDue(),
                    new ParallelOptions { MaxDegreeOfParallelism = Width, CancellationToken = stoppingToken },
                    async (hook, token) => await DeliverAsync(shop, hook, token));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task DeliverAsync(LabShop shop, OutgoingHook sent, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(sent.Body);
        var status = await post.SendAsync(new Uri(sent.Hook.DeliveryUrl), body, "application/json", Headers(shop, sent, body), Limit, cancellationToken);
        shop.Delivered(sent, status);
        if (status is < 200 or > 302)
        {
            log.LogInformation("The Lab store {Shop} delivered {Topic} in vain: {Status}.", shop.Sign.Key, sent.Topic, status);
        }
    }

    private static Dictionary<string, string> Headers(LabShop shop, OutgoingHook sent, byte[] body) => new()
    {
        ["User-Agent"] = "WooCommerce/10.0.2 Hookshot (WordPress/6.8.7)",
        ["X-WC-Webhook-Source"] = $"https://{shop.Sign.Key}.example/",
        ["X-WC-Webhook-Topic"] = sent.Topic,
        ["X-WC-Webhook-Resource"] = sent.Topic.Split('.')[0],
        ["X-WC-Webhook-Event"] = sent.Topic.Split('.')[^1],
        ["X-WC-Webhook-Signature"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sent.Hook.Secret), body)),
        ["X-WC-Webhook-ID"] = $"{sent.Hook.Id}",
        ["X-WC-Webhook-Delivery-ID"] = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16)),
    };
}
