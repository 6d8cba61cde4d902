using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>The simulated stores, and what steers their shoppers.</summary>
public sealed class LabShops : IDisposable
{
    /// <summary>Two stores of different weight, so that a division is seen to be one.</summary>
    private static readonly ShopSign[] Signs = [new("main-street", "Main Street Shop", 3), new("outlet", "Outlet Online", 1)];

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ordersPerMinute;

    public LabShops(IOptions<LabOptions> options, IConfiguration configuration, IHostEnvironment environment, TimeProvider clock)
    {
        var files = options.Value.FilesOf(configuration, environment);
        All = [.. Signs.Select(s => new LabShop(s, $"{files}.lab-{s.Key}.jsonl", options.Value, clock))];
        _ordersPerMinute = options.Value.OrdersPerMinute;
        IsPaused = !options.Value.Shoppers;
    }

    public IReadOnlyList<LabShop> All { get; }

    /// <summary>Done when the stores trade.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Shoppers stay at home.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Orders a minute over all stores, on average.</summary>
    public int OrdersPerMinute
    {
        get => _ordersPerMinute;
        set => _ordersPerMinute = Math.Clamp(value, 0, LabOptions.MaxOrdersPerMinute);
    }

    public LabShop? Find(string key) => All.FirstOrDefault(s => s.Sign.Key == key);

    internal void Open() => _ready.TrySetResult();

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var shop in All)
        {
            shop.Dispose();
        }
    }
}
