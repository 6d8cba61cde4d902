using Coravel.Invocable;
using Coravel.Queuing;
using Coravel.Queuing.Interfaces;
using Coravel.Events.Interfaces;

namespace InventoryPortal.Tests.Operations;

/// <summary>A queue that forgets: what the tests look at is in the tables.</summary>
public sealed class SilentQueue : IQueue
{
    public Guid QueueTask(Action workItem) => Guid.Empty;

    public Guid QueueAsyncTask(Func<Task> asyncItem) => Guid.Empty;

    public Guid QueueInvocable<T>()
        where T : IInvocable => Guid.Empty;

    public Guid QueueInvocableWithPayload<T, TParams>(TParams payload)
        where T : IInvocable, IInvocableWithPayload<TParams> => Guid.Empty;

    public (Guid, CancellationTokenSource) QueueCancellableInvocable<T>()
        where T : IInvocable, ICancellableTask => (Guid.Empty, new CancellationTokenSource());

    public void QueueBroadcast<TEvent>(TEvent toBroadcast)
        where TEvent : IEvent
    {
    }

    public QueueMetrics GetMetrics() => new(0, 0);
}
