namespace InventoryPortal.Tests.Support;

/// <summary>Tests that wait for a condition; it is looked at whenever something changed, never on a timer.</summary>
internal sealed class FakeWooWaits
{
    /// <summary>How long a wait lasts before the test fails: a stuck test must end, and CI machines are slow.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<(Func<bool> Holds, TaskCompletionSource Reached)> _waiting = [];

    public async Task ForAsync(Func<bool> condition, Func<string> wanted, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((condition, reached));
        }
        LookAgain();
        try
        {
            await reached.Task.WaitAsync(Limit, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds:0} s for {wanted()}.", e);
        }
    }

    public void LookAgain()
    {
        List<(Func<bool> Holds, TaskCompletionSource Reached)> waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
        }
        // Outside the gate: a condition takes the store's own lock.
        foreach (var waiter in waiting.Where(w => w.Holds()))
        {
            waiter.Reached.TrySetResult();
            lock (_gate)
            {
                _waiting.Remove(waiter);
            }
        }
    }
}
