using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Lab;

/// <summary>Fills an empty portal as a merchant would: products with what is on their shelves, a channel for each shop, their catalogues, their links.</summary>
internal sealed class LabOpening(
    LabShops shops,
    ProductQueries products,
    ProductStore productStore,
    ChannelQueries channels,
    ChannelStore channelStore,
    ListingQueries listings,
    JobStore jobs,
    JobQueries jobQueries,
    IEnumerable<IJobRunner> runners,
    CatalogueImport import,
    ConnectionLookup connections,
    FirstFill fill,
    TimeProvider clock,
    ILogger<LabOpening> log)
{
    /// <summary>How long the imports of simulated catalogues may take, waiting for each other included, before the opening goes on without one.</summary>
    private static readonly TimeSpan ImportLimit = TimeSpan.FromMinutes(5);

    /// <summary>How long the next shops wait for a first fill, on a machine that is slow at it.</summary>
    private static readonly TimeSpan FillLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether nobody has put anything into the portal yet.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        (await channels.ListAsync(Caller.System, new PageRequest(1, 1), cancellationToken)).Total == 0
        && (await products.ListAsync(new ProductSearch(), new PageRequest(1, 1), cancellationToken)).Total == 0;

    /// <summary>
    /// Makes the products, and each shop with its channel. Once the shops are open, <see cref="JoinAsync"/> does the rest. A crash in
    /// between leaves a portal that is not empty: channels that are missing are then a person's to add.
    /// </summary>
    public async Task FillAsync(Uri own, CancellationToken cancellationToken)
    {
        log.LogInformation("The portal is empty: the Lab fills it with {Count} products and {Shops} simulated stores.", DemoCatalogue.Products.Count, shops.All.Count);
        Demand(await productStore.CreateManyAsync(
            CommandContext.System,
            [.. DemoCatalogue.Products.Select(p => new NewProduct(p.Sku, p.Name, p.Barcode, OnHand: p.Counted, LowStockThreshold: p.LowStockThreshold, Buffer: p.Buffer))],
            cancellationToken));
        foreach (var shop in shops.All)
        {
            await ConnectAsync(shop, own, cancellationToken);
        }
    }

    /// <summary>
    /// Reads the catalogues of shops that are not linked yet, side by side, and links them when all are read: every link divides the
    /// units anew and makes what the shops before it were sent due again. A crash in between leaves shops that the next start joins.
    /// </summary>
    public async Task JoinAsync(IReadOnlyCollection<LabShop> offered, CancellationToken cancellationToken)
    {
        var joining = new List<string>();
        foreach (var key in offered.Where(s => s.IsOpen).Select(s => s.Sign.Key))
        {
            if (await listings.ListAsync(new ListingSearch(key, LinkState.Linked), new PageRequest(1, 1), cancellationToken) is { Total: 0 })
            {
                joining.Add(key);
            }
        }
        await Task.WhenAll(joining.Select(key => ImportAsync(key, cancellationToken)));
        foreach (var key in joining)
        {
            Demand(await fill.RunAsync(CommandContext.System, key, dryRun: false, cancellationToken));
        }
    }

    /// <summary>Waits, within bounds, until the first fills that are under way are through: who joins then does not take the machine from them.</summary>
    public async Task FilledAsync(CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + FillLimit;
        while (clock.GetUtcNow() < until && (await IsFillingAsync(JobStatus.Pending, cancellationToken) || await IsFillingAsync(JobStatus.Processing, cancellationToken)))
        {
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    /// <summary>By what a shop's book says whose it is: the channel of this database, not one of the same key in a lost one.</summary>
    public static string OwnerOf(ChannelView channel) => channel.CountsFrom.ToString("u", CultureInfo.InvariantCulture);

    /// <summary>The simulated store's address on the portal's own.</summary>
    public static Uri AddressOf(LabShop shop, Uri own) => new(own, $"lab/{shop.Sign.Key}");

    /// <summary>Where its webhooks go.</summary>
    public static Uri CallbackOf(LabShop shop, Uri own) => new(own, $"webhooks/{shop.Sign.Key}");

    private async Task ConnectAsync(LabShop shop, Uri own, CancellationToken cancellationToken)
    {
        var input = new ChannelInput(
            shop.Sign.Key,
            shop.Dialect.Kind,
            shop.Sign.Name,
            shop.Dialect.Settings(AddressOf(shop, own)).ToDictionary(),
            shop.Dialect.NewCredentials(),
            shop.Sign.Weight,
            new ChannelPolicyEdit(FirstLinkPolicy.Push, DriftPolicy.Overwrite));
        var channel = Demand(await channelStore.CreateAsync(CommandContext.System, input, cancellationToken));
        shop.Begin(OwnerOf(channel));
        shop.Stock(shop.Shelf());
    }

    /// <summary>By a job, so that people see how far it is; without a runner for such jobs, directly.</summary>
    private async Task ImportAsync(string key, CancellationToken cancellationToken)
    {
        if (!runners.Any(r => r.Kind == SyncJobKind.Import))
        {
            var connection = await connections.FindAsync(key, cancellationToken);
            await import.RunAsync(connection!.ChannelId, cancellationToken);
            return;
        }
        var job = Demand(await jobs.EnqueueAsync(CommandContext.System, new JobRequest(SyncJobKind.Import, key), cancellationToken));
        var until = clock.GetUtcNow() + ImportLimit;
        while (job is { Status: JobStatus.Pending or JobStatus.Processing } && clock.GetUtcNow() < until)
        {
            await Task.Delay(Look, clock, cancellationToken);
            job = await jobQueries.FindAsync(job.Id, null, cancellationToken);
        }
        if (job?.Status != JobStatus.Completed)
        {
            log.LogWarning("The catalogue of the Lab store {Shop} was not read: {Error}", key, job?.Error);
        }
    }

    private async Task<bool> IsFillingAsync(JobStatus status, CancellationToken cancellationToken) =>
        (await jobQueries.ListAsync(new JobSelection(status, Kind: SyncJobKind.ChannelSync), new PageRequest(1, 1), cancellationToken)).Items.Count > 0;

    private static T Demand<T>(CommandAnswer<T> answer)
        where T : notnull =>
        answer switch
        {
            CommandAnswer<T>.Done done => done.Value,
            CommandAnswer<T>.Refused refused => throw new InvalidOperationException($"The demo data were refused: {refused.Refusal.Code}, {refused.Refusal.Detail}"),
            _ => throw new InvalidOperationException("The demo data were answered from memory."),
        };
}
