namespace InventoryPortal.Persistence;

/// <summary>How a loop waits: for a commit that concerns it, and never longer than its safety net.</summary>
public static class Wake
{
    /// <summary>Returns when a note came (all waiting notes are taken) or <paramref name="atMost"/> has passed; throws when stopped.</summary>
    public static async Task WaitAsync(this CommitSignals.Subscription subscription, TimeSpan atMost, TimeProvider clock, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var timer = Task.Delay(atMost, clock, limit.Token);
        await Task.WhenAny(subscription.Reader.WaitToReadAsync(limit.Token).AsTask(), timer);
        await limit.CancelAsync();
        stop.ThrowIfCancellationRequested();
        while (subscription.Reader.TryRead(out _))
        {
            // One look at the tables serves every note that waited.
        }
    }
}
