using System.Collections.Concurrent;
using InventoryPortal.Persistence;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>Writers that arrive together are committed together.</summary>
public sealed class GroupCommitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_wait_while_one_commits_form_the_next_groups()
    {
        var release = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        var groups = new ConcurrentQueue<int>();
        await using (var commit = new GroupCommit<int>(maxGroup: 4, maxWaiting: 100, async (group, _) =>
        {
            groups.Enqueue(group.Count);
            started.TrySetResult();
            await release.Task;
        }, NeverFails))
        {
            await commit.SubmitAsync(0, Token);
            await started.Task.WaitAsync(Token);
            for (var i = 1; i <= 9; i++)
            {
                await commit.SubmitAsync(i, Token);
            }
            release.SetResult();
        }

        Assert.Equal([1, 4, 4, 1], groups);
    }

    [Fact]
    public async Task Every_item_is_committed_once_and_in_turn()
    {
        var seen = new List<int>();
        await using (var commit = new GroupCommit<int>(maxGroup: 16, maxWaiting: 8, (group, _) =>
        {
            seen.AddRange(group);
            return Task.CompletedTask;
        }, NeverFails))
        {
            for (var i = 0; i < 500; i++)
            {
                await commit.SubmitAsync(i, Token);
            }
        }

        Assert.Equal(Enumerable.Range(0, 500), seen);
    }

    [Fact]
    public async Task Past_the_bound_the_writer_itself_waits()
    {
        var release = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        await using var commit = new GroupCommit<int>(maxGroup: 1, maxWaiting: 2, async (_, _) =>
        {
            started.TrySetResult();
            await release.Task;
        }, NeverFails);
        await commit.SubmitAsync(0, Token);
        await started.Task.WaitAsync(Token);
        await commit.SubmitAsync(1, Token);
        await commit.SubmitAsync(2, Token);

        var fourth = commit.SubmitAsync(3, Token).AsTask();

        Assert.False(fourth.IsCompleted);
        release.SetResult();
        await fourth.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_group_that_throws_is_told_so_and_later_writers_are_served()
    {
        var failed = new ConcurrentQueue<int>();
        var served = new TaskCompletionSource<int>();
        await using var commit = new GroupCommit<int>(1, 10, (group, _) =>
        {
            if (group[0] == 1)
            {
                throw new InvalidOperationException("A bug.");
            }
            served.TrySetResult(group[0]);
            return Task.CompletedTask;
        }, (item, _) => failed.Enqueue(item));
        await commit.SubmitAsync(1, Token);
        await commit.SubmitAsync(2, Token);

        Assert.Equal(2, await served.Task.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.Equal([1], failed);
    }

    private static void NeverFails(int item, Exception exception) => Assert.Fail($"{item}: {exception.Message}");
}
