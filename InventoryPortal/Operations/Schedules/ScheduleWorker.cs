using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Schedules;

/// <summary>
/// Begins what a person asked for without waiting for the next tick. Not through the scheduler's queue, which waits for everything it
/// runs before it looks again: an hour's work would stop it. The tables are the record: what this loop misses, the next tick finds.
/// </summary>
public sealed class ScheduleWorker(CommitSignals signals, ScheduleStore store, IServiceScopeFactory scopes, ILogger<ScheduleWorker> log) : BackgroundService
{
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);

    // Subscribed before the host says that it runs, so that no commit after the start goes unheard.
    private readonly CommitSignals.Subscription _notes = signals.Subscribe(CommitTopics.Schedules);

    /// <inheritdoc />
    public override void Dispose()
    {
        _notes.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _notes.Reader.WaitToReadAsync(stoppingToken))
            {
                while (_notes.Reader.TryRead(out _))
                {
                }
                await BeginAsync(stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(_running.Values);
        }
    }

    private async Task BeginAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var name in await store.AskedAsync(stoppingToken))
            {
                var isIdle = _running.GetValueOrDefault(name) is null or { IsCompleted: true };
                if (isIdle && ScheduleTable.Find(name) is { } entry)
                {
                    _running[name] = Task.Run(() => RunAsync(entry, stoppingToken), CancellationToken.None);
                }
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            log.LogWarning(e, "What was asked for could not be read; the next tick looks again.");
        }
    }

    private async Task RunAsync(ScheduleEntry entry, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var task = (ScheduledTask)scope.ServiceProvider.GetRequiredService(entry.Task);
            task.CancellationToken = stoppingToken;
            await task.Invoke();
        }
        catch (Exception e)
        {
            log.LogError(LogEvents.TaskFailed, e, "{Schedule} could not be begun.", entry.Name);
        }
    }
}
