using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Values;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>Opens the stores once the portal listens, and keeps their webhooks pointed at it.</summary>
internal sealed class LabWorker(
    LabShops shops,
    OwnAddress address,
    LabOpening opening,
    ConnectionLookup connections,
    ChannelQueries channelQueries,
    ChannelStore channels,
    ListingQueries listings,
    AdapterSet adapters,
    IOptions<LabOptions> options,
    TimeProvider clock,
    ILogger<LabWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var own = await address.FindAsync(stoppingToken);
            await OpenAsync(own, stoppingToken);
            await Task.WhenAll(JoinAsync(stoppingToken), KeepSubscribedAsync(own, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
        catch (Exception e)
        {
            log.LogError(e, "The Lab could not be opened; the portal runs without it.");
        }
    }

    /// <summary>Takes up every shop, and lets customers in when those of the first kind are linked and send their news: a page that is opened meanwhile lives.</summary>
    private async Task OpenAsync(Uri own, CancellationToken cancellationToken)
    {
        foreach (var shop in shops.All)
        {
            shop.Load();
        }
        if (options.Value.Fill && await opening.IsEmptyAsync(cancellationToken))
        {
            await opening.FillAsync(own, cancellationToken);
        }
        foreach (var shop in shops.All)
        {
            await ReopenAsync(shop, own, cancellationToken);
        }
        var first = shops.All.Where(s => s.Dialect == shops.All[0].Dialect).ToList();
        await Task.WhenAll(opening.JoinAsync(first, cancellationToken), SubscribeAsync(first, own, cancellationToken));
        shops.Open();
    }

    /// <summary>The other kinds follow while the first one's shops trade; on the pages they are jobs with a bar.</summary>
    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        try
        {
            await opening.FilledAsync(cancellationToken);
            await opening.JoinAsync(shops.All, cancellationToken);
            shops.Complete();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogError(e, "Some shops of the Lab could not join; the next start tries again.");
        }
    }

    private async Task KeepSubscribedAsync(Uri own, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.HookCheckMs), clock);
        do
        {
            await SubscribeAsync(shops.All, own, cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Takes up a store whose channel is there already: its key, its book, and the address of today.</summary>
    private async Task ReopenAsync(LabShop shop, Uri own, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(shop.Sign.Key, cancellationToken) is not { } channel || channel.Kind != shop.Dialect.Kind)
        {
            return;
        }
        if (await channelQueries.FindAsync(shop.Sign.Key, scope: null, cancellationToken) is { } view && shop.Owner != LabOpening.OwnerOf(view))
        {
            // Its book is lost, or what lies there is another database's: its goods would not be the ones that are listed.
            shop.Begin(LabOpening.OwnerOf(view));
            await RebuildAsync(shop, cancellationToken);
        }
        shop.Take(channel.Credentials, LabOpening.CallbackOf(shop, own));
        var present = shop.Dialect.Settings(LabOpening.AddressOf(shop, own));
        if (present.Any(s => channel.Settings.GetValueOrDefault(s.Key) != s.Value))
        {
            var moved = new ChannelInput(Settings: present.ToDictionary());
            await channels.UpdateAsync(CommandContext.System, shop.Sign.Key, moved, null, cancellationToken);
        }
    }

    /// <summary>Without its book a store begins with what the portal knows it showed; its old orders are gone.</summary>
    private async Task RebuildAsync(LabShop shop, CancellationToken cancellationToken)
    {
        var known = await listings.ListAsync(new ListingSearch(shop.Sign.Key), new PageRequest(1, PageRequest.MaxPageSize), cancellationToken);
        var listed = (known?.Items ?? [])
            .Select(l => new KnownListing(l.ExternalId, l.ExternalSku ?? "", l.Barcode ?? "", l.Title ?? "", l.ConfirmedQuantity ?? 0))
            .ToList();
        // Nothing listed: the start that made the channel ended before its catalogue was read.
        shop.Rebuild(listed.Count == 0 ? shop.Shelf() : shop.Dialect.Rebuild(listed));
        log.LogInformation("The book of the Lab store {Shop} was rebuilt from {Count} listings.", shop.Sign.Key, listed.Count);
    }

    private async Task SubscribeAsync(IEnumerable<LabShop> subscribed, Uri own, CancellationToken cancellationToken)
    {
        foreach (var shop in subscribed.Where(s => s.IsOpen))
        {
            if (await connections.FindAsync(shop.Sign.Key, cancellationToken) is { } channel && adapters.Get(channel.Kind) is { } adapter)
            {
                var setup = await adapter.EnsureWebhooksAsync(channel, LabOpening.CallbackOf(shop, own), cancellationToken);
                if (setup.Failure is { } failure)
                {
                    // Expected while a fault is on; people see its effects on the page.
                    log.LogDebug("The webhooks of the Lab store {Shop} could not be seen to: {Reason}", shop.Sign.Key, failure.Reason);
                }
            }
        }
    }
}
