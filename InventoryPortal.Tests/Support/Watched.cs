using Microsoft.Extensions.Options;

namespace InventoryPortal.Tests.Support;

/// <summary>Options that a test sets, where the product watches them.</summary>
public sealed class Watched<T>(T value) : IOptionsMonitor<T>
{
    public T CurrentValue { get; set; } = value;

    public T Get(string? name) => CurrentValue;

    public IDisposable? OnChange(Action<T, string?> listener) => null;
}
