namespace InventoryPortal.Tests.Simulation;

/// <summary>
/// Time that moves only when the simulation says so. A short wait is over at once and moves the clock by its length; a
/// longer timer never fires: lease renewal, the one who would use it, is taken for a process that stands still.
/// </summary>
public sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    /// <summary>The longest wait of the engine with something in hand: a lane's wait for its pace.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(5);

    private long _ticks = start.UtcTicks;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    /// <inheritdoc />
    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero && dueTime <= ShortWait && period == Timeout.InfiniteTimeSpan)
        {
            Advance(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }
        return new Silent();
    }

    private sealed class Silent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
