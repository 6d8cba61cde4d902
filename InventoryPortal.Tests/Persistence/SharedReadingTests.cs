using InventoryPortal.Persistence;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

public sealed class SharedReadingTests
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new();
    private readonly Queue<TaskCompletionSource<int>> _gates = new();
    private int _begun;

    [Fact]
    public async Task Who_asks_while_a_reading_runs_gets_one_that_began_later()
    {
        var (first, second) = (Gate(), Gate());
        var reading = Reading();
        var one = reading.ReadAsync(Stop);
        await BegunAsync(1);
        var two = reading.ReadAsync(Stop);
        var three = reading.ReadAsync(Stop);
        first.SetResult(10);
        Assert.Equal(10, await one);
        Assert.False(two.IsCompleted);
        second.SetResult(20);
        await AdvanceUntilAsync(two);

        Assert.Equal((20, 20, 2), (await two, await three, _begun));
    }

    [Fact]
    public async Task A_reading_that_fails_tells_those_who_asked_and_nobody_else()
    {
        var (first, second) = (Gate(), Gate());
        var reading = Reading();
        first.SetException(new TimeoutException());
        second.SetResult(20);
        await Assert.ThrowsAsync<TimeoutException>(() => reading.ReadAsync(Stop));
        var next = reading.ReadAsync(Stop);
        await AdvanceUntilAsync(next);

        Assert.Equal(20, await next);
    }

    [Fact]
    public async Task Who_goes_away_does_not_take_the_reading_from_the_others()
    {
        var (first, second) = (Gate(), Gate());
        var reading = Reading();
        var before = reading.ReadAsync(Stop);
        await BegunAsync(1);

        // Both ask while one runs, so that it is the next that they share, however the threads fall.
        using var gone = new CancellationTokenSource();
        var leaver = reading.ReadAsync(gone.Token);
        var stayer = reading.ReadAsync(Stop);
        await gone.CancelAsync();
        first.SetResult(10);
        second.SetResult(20);
        await AdvanceUntilAsync(stayer);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        Assert.Equal((10, 20, 2), (await before, await stayer, _begun));
    }

    private TaskCompletionSource<int> Gate()
    {
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _gates.Enqueue(gate);
        return gate;
    }

    private SharedReading<int> Reading() => new(
        () =>
        {
            var gate = _gates.Dequeue();
            Interlocked.Increment(ref _begun);
            return gate.Task;
        },
        Spacing,
        _clock);

    private async Task BegunAsync(int count)
    {
        while (Volatile.Read(ref _begun) < count)
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    // The rest between two readings may be laid down just after an advance: the clock goes on until it is over.
    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Stop.ThrowIfCancellationRequested();
            _clock.Advance(Spacing);
            await Task.Yield();
        }
    }
}
