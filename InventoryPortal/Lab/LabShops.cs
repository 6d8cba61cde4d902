using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>The simulated shops of every dialect, and what steers their shoppers.</summary>
public sealed class LabShops : IDisposable
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ordersPerMinute;

    public LabShops(IEnumerable<ILabDialect> dialects, IOptions<LabOptions> options, IConfiguration configuration, IHostEnvironment environment, TimeProvider clock)
    {
        var files = options.Value.FilesOf(configuration, environment);
        All = [.. dialects.Where(d => options.Value.Opens(d.Kind)).SelectMany(d => d.Shops.Select(s => new LabShop(d, s, $"{files}.lab-{s.Key}.jsonl", options.Value, clock)))];
        if (All.GroupBy(s => s.Sign.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two shops of the Lab have the key {twice.Key}.");
        }
        _ordersPerMinute = options.Value.OrdersPerMinute;
        IsPaused = !options.Value.Shoppers;
    }

    /// <summary>In the order in which their dialects were registered.</summary>
    public IReadOnlyList<LabShop> All { get; }

    /// <summary>Done when the first stores trade; the others join from then on.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Done when every store has joined.</summary>
    public Task Joined => _joined.Task;

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

    internal void Complete() => _joined.TrySetResult();

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var shop in All)
        {
            shop.Dispose();
        }
    }
}
