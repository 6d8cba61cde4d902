using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Lab.WooCommerce;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>Opens the stores once the portal listens, and keeps their webhooks pointed at it.</summary>
internal sealed class LabWorker(
    LabShops shops,
    OwnAddress address,
    LabOpening opening,
    ConnectionLookup connections,
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
            shops.Open();
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.HookCheckMs), clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SubscribeAsync(own, stoppingToken);
            }
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

    private async Task OpenAsync(Uri own, CancellationToken cancellationToken)
    {
        foreach (var shop in shops.All)
        {
            shop.Load();
        }
        if (await opening.IsEmptyAsync(cancellationToken))
        {
            await opening.FillAsync(own, cancellationToken);
        }
        foreach (var shop in shops.All)
        {
            await ReopenAsync(shop, own, cancellationToken);
        }
        await SubscribeAsync(own, cancellationToken);
    }

    /// <summary>Takes up a store whose channel is there already: its key, its book, and the address of today.</summary>
    private async Task ReopenAsync(LabShop shop, Uri own, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(shop.Sign.Key, cancellationToken) is not { Kind: ChannelKind.WooCommerce } channel)
        {
            return;
        }
        if (shop.Visit(b => b.Products.Count) == 0)
        {
            await RebuildAsync(shop, cancellationToken);
        }
        shop.Take(channel.Credentials.GetValueOrDefault("consumerKey", ""), channel.Credentials.GetValueOrDefault("consumerSecret", ""));
        var present = LabOpening.AddressOf(shop, own);
        if (channel.Settings.GetValueOrDefault("baseUrl") != present)
        {
            var moved = new ChannelInput(Settings: new Dictionary<string, string?> { ["baseUrl"] = present });
            await channels.UpdateAsync(CommandContext.System, shop.Sign.Key, moved, null, cancellationToken);
        }
    }

    /// <summary>Without its book a store begins with what the portal knows it showed; its old orders are gone.</summary>
    private async Task RebuildAsync(LabShop shop, CancellationToken cancellationToken)
    {
        var known = await listings.ListAsync(shop.Sign.Key, null, null, new PageRequest(1, PageRequest.MaxPageSize), cancellationToken);
        var shelf = new Dictionary<long, ShopProduct>();
        foreach (var listing in known?.Items ?? [])
        {
            var ids = Array.ConvertAll(listing.ExternalId.Split('/'), long.Parse);
            if (ids.Length == 2 && !shelf.ContainsKey(ids[0]))
            {
                shelf.Add(ids[0], new ShopProduct { Id = ids[0], Type = "variable", Name = listing.Title ?? "" });
            }
            shelf.Add(ids[^1], new ShopProduct
            {
                Id = ids[^1], ParentId = ids.Length == 2 ? ids[0] : 0, Type = ids.Length == 2 ? "variation" : "simple", Name = listing.Title ?? "",
                Sku = listing.ExternalSku ?? "", Barcode = listing.Barcode ?? "", ManageStock = true, Stock = listing.ConfirmedQuantity ?? 0,
            });
        }
        shop.Rebuild(shelf.Values.OrderBy(p => p.ParentId != 0).ThenBy(p => p.Id));
        log.LogInformation("The book of the Lab store {Shop} was rebuilt from {Count} listings.", shop.Sign.Key, shelf.Count);
    }

    private async Task SubscribeAsync(Uri own, CancellationToken cancellationToken)
    {
        foreach (var shop in shops.All.Where(s => s.IsOpen))
        {
            if (await connections.FindAsync(shop.Sign.Key, cancellationToken) is { } channel && adapters.Get(channel.Kind) is { } adapter)
            {
                var setup = await adapter.EnsureWebhooksAsync(channel, new Uri(own, $"webhooks/{shop.Sign.Key}"), cancellationToken);
                if (setup.Failure is { } failure)
                {
                    // Expected while a fault is on; people see its effects on the page.
                    log.LogDebug("The webhooks of the Lab store {Shop} could not be seen to: {Reason}", shop.Sign.Key, failure.Reason);
                }
            }
        }
    }
}
