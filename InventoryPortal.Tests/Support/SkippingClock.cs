namespace InventoryPortal.Tests.Support;

/// <summary>A clock on which waits of less than half a minute are over at once: it is then that much later. Time limits of calls, which are longer, are real.</summary>
public sealed class SkippingClock : TimeProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(29);

    private long _ahead;

    public void Shift(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isWait = dueTime > TimeSpan.Zero && dueTime < Limit && period == Timeout.InfiniteTimeSpan;
        if (isWait)
        {
            Shift(dueTime);
        }
        return base.CreateTimer(callback, state, isWait ? TimeSpan.Zero : dueTime, period);
    }
}
