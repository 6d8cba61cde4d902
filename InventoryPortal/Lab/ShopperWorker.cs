using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>Lets customers into the stores, in waves, for as long as the portal runs.</summary>
internal sealed class ShopperWorker(LabShops shops, IOptions<LabOptions> options, TimeProvider clock, ILogger<ShopperWorker> log) : BackgroundService
{
    /// <summary>Longest wait for the next customer, so that a new rate is felt soon.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(options.Value.Seed);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await shops.Ready.WaitAsync(stoppingToken);
            while (true)
            {
                var rate = shops.IsPaused ? 0 : ShopperPlan.RateAt(shops.OrdersPerMinute, clock.GetUtcNow());
                // Customers come independently of each other: the waits are exponential.
                var wait = rate <= 0 ? LongestWait : TimeSpan.FromMinutes(-Math.Log(1 - _random.NextDouble()) / rate);
                await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, stoppingToken);
                if (rate > 0 && wait < LongestWait)
                {
                    Visit();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private void Visit()
    {
        // Nobody comes to a shop that has nothing on show yet.
        var open = shops.All.Where(s => s.IsOpen && s.Visit(b => b.Products.Values.Any(p => p.Stock > 0))).ToList();
        if (open.Count == 0)
        {
            return;
        }
        // The larger store has more customers.
        var ticket = _random.Next(open.Sum(s => s.Sign.Weight));
        var shop = open.First(s => (ticket -= s.Sign.Weight) < 0);
        try
        {
            shop.Visit(book =>
            {
                ShopperPlan.Visit(book, _random, clock.GetUtcNow());
                return 0;
            });
        }
        catch (IOException e)
        {
            log.LogWarning(e, "The book of the Lab store {Shop} could not be written.", shop.Sign.Key);
        }
    }
}
