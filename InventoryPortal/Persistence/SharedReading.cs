namespace InventoryPortal.Persistence;

/// <summary>
/// One costly reading for everybody who asks at about the same time. What an asker gets was always begun after it asked, so
/// that the last news is never missing from it; who comes while one runs shares the next.
/// </summary>
/// <param name="read">The reading; it must be bounded by itself, for no asker can end it.</param>
/// <param name="spacing">Least time between the end of one reading and the start of the next.</param>
/// <param name="clock">Measures it.</param>
public sealed class SharedReading<T>(Func<Task<T>> read, TimeSpan spacing, TimeProvider clock)
{
    /// <summary>Of one core, a reading takes at most one part in this many: the longer it lasts, the longer the next one waits.</summary>
    private const int Share = 10;

    private readonly Lock _lock = new();
    private Task _rest = Task.CompletedTask;
    private Task<T>? _next;
    private TimeSpan _took;
    private bool _isWarm;

    /// <summary>What was read last, however old; nothing before the first. For a first picture, with a reading to follow.</summary>
    public T? Last { get; private set; }

    /// <summary>A reading that begins after this call.</summary>
    public Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_next is null)
            {
                _next = RunAsync(_rest);
                _rest = RestAsync(_next);
            }
            return _next.WaitAsync(cancellationToken);
        }
    }

    private async Task<T> RunAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            // Who asks from here on has news that this reading may lack.
            _next = null;
        }
        var started = clock.GetTimestamp();
        try
        {
            return Last = await read();
        }
        finally
        {
            // The first one also pays for all that runs for the first time, and says nothing about the next.
            _took = _isWarm ? clock.GetElapsedTime(started) : TimeSpan.Zero;
            _isWarm = true;
        }
    }

    // Neither loop goes on in the context of the page that asked first: it may be closed before they end.
    private async Task RestAsync(Task reading)
    {
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var rest = _took * (Share - 1);
        await Task.Delay(rest > spacing ? rest : spacing, clock);
    }
}
