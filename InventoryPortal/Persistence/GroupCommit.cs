using System.Threading.Channels;

namespace InventoryPortal.Persistence;

/// <summary>
/// Writers that arrive together share one transaction: one loop takes all that wait, up to a bound, and commits them as a
/// group. On a durable disk the flush is the cost, so the group is what makes a hot row fast.
/// </summary>
/// <typeparam name="TItem">One writer's work; it carries its own completion.</typeparam>
public sealed class GroupCommit<TItem> : IAsyncDisposable
{
    private readonly Channel<TItem> _queue;
    private readonly Func<IReadOnlyList<TItem>, CancellationToken, Task> _commit;
    private readonly Action<TItem, Exception> _fail;
    private readonly CancellationTokenSource _stop = new();
    private readonly int _maxGroup;
    private readonly Task _loop;

    /// <param name="maxGroup">Writers per transaction: more would make the first wait for the last.</param>
    /// <param name="maxWaiting">Writers that may wait; past it <see cref="SubmitAsync"/> itself waits.</param>
    /// <param name="commit">Commits a group and completes every item of it.</param>
    /// <param name="fail">Tells an item that nothing of it was written; called for a whole group should <paramref name="commit"/> throw.</param>
    public GroupCommit(int maxGroup, int maxWaiting, Func<IReadOnlyList<TItem>, CancellationToken, Task> commit, Action<TItem, Exception> fail)
    {
        _fail = fail;
        _maxGroup = maxGroup;
        _commit = commit;
        _queue = Channel.CreateBounded<TItem>(new BoundedChannelOptions(maxWaiting) { SingleReader = true });
        // The loop is everybody's: what is ambient to whoever made it first is not to stay with it.
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>Queues one writer's work; its completion comes through the item.</summary>
    public ValueTask SubmitAsync(TItem item, CancellationToken cancellationToken) => _queue.Writer.WriteAsync(item, cancellationToken);

    private async Task RunAsync()
    {
        var group = new List<TItem>(_maxGroup);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            group.Clear();
            while (group.Count < _maxGroup && _queue.Reader.TryRead(out var item))
            {
                group.Add(item);
            }
            try
            {
                await _commit(group, _stop.Token);
            }
            catch (Exception e)
            {
                // A bug in one group must not leave every later writer waiting for ever.
                group.ForEach(item => _fail(item, e));
            }
        }
    }

    /// <summary>Takes no more work, finishes what waits, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _stop.Dispose();
    }
}
