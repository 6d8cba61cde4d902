namespace InventoryPortal.Tests.Support;

/// <summary>The real clock, set forward by the test; timers run in real time, but for long ones while the test holds them.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<HeldTimer> _held = [];
    private long _ahead;
    private TimeSpan? _longest;

    public void Shift(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    /// <summary>
    /// Waits longer than <paramref name="longest"/> that begin from now on do not end before they are released: what happens all the same waited
    /// for none of them, however slow the machine is.
    /// </summary>
    public void HoldWaitsOver(TimeSpan longest)
    {
        lock (_lock)
        {
            _longest = longest;
        }
    }

    /// <summary>Held waits begin.</summary>
    public void Release()
    {
        List<HeldTimer> held;
        lock (_lock)
        {
            (_longest, held) = (null, [.. _held]);
            _held.Clear();
        }
        held.ForEach(t => t.Begin());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (_longest is not { } longest || dueTime <= longest)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }
            var timer = new HeldTimer(base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime, period);
            _held.Add(timer);
            return timer;
        }
    }

    private sealed class HeldTimer(ITimer timer, TimeSpan dueTime, TimeSpan period) : ITimer
    {
        // After its end this does nothing.
        public void Begin() => timer.Change(dueTime, period);

        public bool Change(TimeSpan due, TimeSpan every) => timer.Change(due, every);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
