using System.Text;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Lab;

/// <summary>Delivers the shops' webhooks, signed in their own ways, over HTTP to wherever they were registered.</summary>
internal sealed class HookWorker(LabShops shops, OutboundPost post, TimeProvider clock, ILogger<HookWorker> log) : BackgroundService
{
    /// <summary>How often the stores look for what is due.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a shop waits for an answer, as WordPress and Shopify do.</summary>
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
                    async (due, token) => await DeliverAsync(shop, due.Hook, due.Envelope, token));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task DeliverAsync(LabShop shop, OutgoingHook sent, LabEnvelope envelope, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(envelope.Body ?? sent.Body);
        var status = await post.SendAsync(shop.Dialect.Kind, new Uri(sent.Hook.DeliveryUrl), body, envelope.ContentType, envelope.Headers, Limit, cancellationToken);
        shop.Delivered(sent, status);
        if (status is < 200 or > 302)
        {
            log.LogInformation("The Lab store {Shop} delivered {Topic} in vain: {Status}.", shop.Sign.Key, sent.Topic, status);
        }
    }
}
