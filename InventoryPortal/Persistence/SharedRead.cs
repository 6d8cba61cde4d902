namespace InventoryPortal.Persistence;

/// <summary>
/// A read over a whole table that many pages ask for at every piece of news. While it is quick everybody reads for himself; one that took long serves
/// all who ask meanwhile and for a while after, so that it never keeps more than a small share of a core busy. Its figures may be that old.
/// </summary>
/// <typeparam name="T">Detached figures.</typeparam>
public sealed class SharedRead<T>(Func<CancellationToken, Task<T>> read, TimeProvider clock)
    where T : class
{
    /// <summary>A read below this is not worth being shared.</summary>
    public static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(250);

    /// <summary>For so many times as long as it took it serves everybody: then it takes a tenth of the time.</summary>
    private const int Times = 9;

    private volatile Kept? _kept;
    private int _reading;

    /// <summary>The figures, as they are now or were a moment ago.</summary>
    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        if (_kept is not { } before)
        {
            return await ReadAsync(cancellationToken);
        }
        if (clock.GetUtcNow() < before.Until)
        {
            return before.Value;
        }
        // It was slow: one reads it anew, and who comes meanwhile is served with what there is.
        if (Interlocked.Exchange(ref _reading, 1) == 1)
        {
            return before.Value;
        }
        try
        {
            return await ReadAsync(cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    private async Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var value = await read(cancellationToken);
        var took = clock.GetElapsedTime(began);
        _kept = took < Quick ? null : new Kept(value, clock.GetUtcNow() + (took * Times));
        return value;
    }

    private sealed record Kept(T Value, DateTimeOffset Until);
}
