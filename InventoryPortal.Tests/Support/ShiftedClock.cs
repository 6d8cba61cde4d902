namespace InventoryPortal.Tests.Support;

/// <summary>The real clock, set forward by the test; timers run in real time.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long _ahead;

    public void Shift(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
