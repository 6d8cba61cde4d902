namespace InventoryPortal.Tests.Support;

/// <summary>A clock on which waits of less than half a minute are over at once: it is then that much later. Time limits of calls, which are longer, are real.</summary>
public sealed class SkippingClock : TimeProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(29);

    private long _ahead;
    private (TaskCompletionSource Release, TaskCompletionSource AllHeld, int Number)? _hold;
    private int _held;

    /// <summary>From now on waits stay until <see cref="Release"/>; the task ends when so many do. Called while nobody waits yet.</summary>
    public Task HoldAsync(int number)
    {
        var hold = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), number);
        (_hold, _held) = (hold, 0);
        return hold.Item2.Task;
    }

    /// <summary>What is held goes on, and nothing is held any more.</summary>
    public void Release()
    {
        var hold = _hold;
        _hold = null;
        hold?.Release.SetResult();
    }

    public void Shift(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isWait = dueTime > TimeSpan.Zero && dueTime < Limit && period == Timeout.InfiniteTimeSpan;
        if (!isWait)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }
        Shift(dueTime);
        if (_hold is not { } hold)
        {
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
        var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        _ = hold.Release.Task.ContinueWith(_ => timer.Change(TimeSpan.Zero, period), TaskScheduler.Default);
        if (Interlocked.Increment(ref _held) == hold.Number)
        {
            hold.AllHeld.SetResult();
        }
        return timer;
    }
}
