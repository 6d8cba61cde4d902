using Microsoft.EntityFrameworkCore.Storage;

namespace InventoryPortal.Persistence.Providers;

/// <summary>A write transaction together with the gate it came through; disposing without commit rolls back.</summary>
public sealed class WriteTransaction(IDbContextTransaction transaction, SemaphoreSlim? gate) : IAsyncDisposable
{
    private bool _disposed;

    /// <summary>Makes everything written since the beginning durable, or throws and leaves nothing.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            gate?.Release();
        }
    }
}
