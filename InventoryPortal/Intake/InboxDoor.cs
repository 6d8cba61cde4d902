namespace InventoryPortal.Intake;

/// <summary>
/// Who rings at the door comes first: while deliveries come in crowds, the workers hold back for a moment. An event that is
/// stored is safe and can wait; a delivery that is answered late is sent again, and a channel gives up on a door that stays slow.
/// Judged by how fast they come, not by how many are inside: those that are committed together leave together, and the workers
/// would take every such instant for quiet.
/// </summary>
internal sealed class InboxDoor(TimeProvider clock)
{
    /// <summary>Deliveries within <see cref="Window"/> that make a crowd, 320 a second: a busy trade has some hundred.</summary>
    internal const int Crowd = 32;

    internal static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest that the workers hold back at a time, so that a flood delays what is stored but never stops it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>A timer takes no less: below it the wait would spin.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly long[] _last = new long[Crowd];
    private int _next;
    private bool _full;

    /// <summary>A delivery comes in.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            _last[_next] = clock.GetTimestamp();
            _next = (_next + 1) % Crowd;
            _full |= _next == 0;
        }
    }

    /// <summary>Returns true when there is no crowd, and false when patience ends before: then little should be done at a time.</summary>
    public async Task<bool> QuietAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        while (UntilQuiet() is { Ticks: > 0 } wait)
        {
            if (clock.GetElapsedTime(since) >= Patience)
            {
                return false;
            }
            await Task.Delay(wait > Shortest ? wait : Shortest, clock, cancellationToken);
        }
        return true;
    }

    /// <summary>How long until the crowd is over, should nobody else come; zero or less when there is none.</summary>
    private TimeSpan UntilQuiet()
    {
        lock (_lock)
        {
            return _full ? Window - clock.GetElapsedTime(_last[_next]) : TimeSpan.Zero;
        }
    }
}
