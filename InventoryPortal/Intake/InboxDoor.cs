namespace InventoryPortal.Intake;

/// <summary>
/// Who rings at the door comes first: while many deliveries wait to be stored, the workers hold back for a moment. An event that is
/// stored is safe and can wait; a delivery that is answered late is sent again, and a channel gives up on a door that stays slow.
/// </summary>
internal sealed class InboxDoor(TimeProvider clock)
{
    /// <summary>Deliveries under way at once that make a crowd: a trade of some hundred a second has fewer.</summary>
    internal const int Crowd = 8;

    /// <summary>Longest that the workers hold back at a time, so that a flood delays what is stored but never stops it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _quiet;
    private int _inside;

    /// <summary>A delivery comes in; dispose when it is answered.</summary>
    public Visit Enter()
    {
        lock (_lock)
        {
            _inside++;
            return new Visit(this);
        }
    }

    /// <summary>Returns when there is no crowd, or when patience ends.</summary>
    public Task QuietAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_inside < Crowd)
            {
                return Task.CompletedTask;
            }
            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WaitAsync(_quiet.Task, cancellationToken);
        }
    }

    private async Task WaitAsync(Task quiet, CancellationToken cancellationToken)
    {
        await Task.WhenAny(quiet, Task.Delay(Patience, clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_inside < Crowd)
            {
                _quiet?.TrySetResult();
                _quiet = null;
            }
        }
    }

    /// <summary>One delivery under way.</summary>
    internal readonly struct Visit(InboxDoor door) : IDisposable
    {
        public void Dispose() => door.Leave();
    }
}
