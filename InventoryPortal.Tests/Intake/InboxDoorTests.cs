using InventoryPortal.Intake;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Intake;

/// <summary>Deliveries come before the work on what is stored, up to a bound.</summary>
public sealed class InboxDoorTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InboxDoor _door;

    public InboxDoorTests() => _door = new InboxDoor(_clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_few_deliveries_hold_nobody_up()
    {
        Enter(InboxDoor.Crowd - 1);
        Assert.True(_door.QuietAsync(Token).IsCompletedSuccessfully);
    }

    [Fact]
    public void Many_who_come_one_by_one_are_no_crowd()
    {
        for (var i = 0; i < InboxDoor.Crowd * 3; i++)
        {
            Enter(1);
            _clock.Advance(InboxDoor.Window / (InboxDoor.Crowd - 1));
        }
        Assert.True(_door.QuietAsync(Token).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_crowd_holds_the_workers_until_it_is_over()
    {
        Enter(InboxDoor.Crowd);
        var quiet = _door.QuietAsync(Token);
        Assert.False(quiet.IsCompleted);
        _clock.Advance(InboxDoor.Window);
        Assert.True(await quiet);
        Assert.True(_door.QuietAsync(Token).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Who_comes_meanwhile_holds_them_on()
    {
        Enter(InboxDoor.Crowd);
        var quiet = _door.QuietAsync(Token);
        _clock.Advance(InboxDoor.Window / 2);
        Enter(InboxDoor.Crowd);
        _clock.Advance(InboxDoor.Window / 2);
        Assert.False(quiet.IsCompleted);
        _clock.Advance(InboxDoor.Window / 2);
        Assert.True(await quiet);
    }

    [Fact]
    public async Task A_flood_that_does_not_end_delays_the_workers_for_a_moment_only()
    {
        Enter(InboxDoor.Crowd);
        var quiet = _door.QuietAsync(Token);
        for (var passed = TimeSpan.Zero; passed < InboxDoor.Patience; passed += InboxDoor.Window / 2)
        {
            Assert.False(quiet.IsCompleted);
            Enter(InboxDoor.Crowd);
            _clock.Advance(InboxDoor.Window / 2);
        }
        // The wait under way ends with the window it began.
        _clock.Advance(InboxDoor.Window);
        Assert.False(await quiet);
    }

    [Fact]
    public async Task Who_stops_waits_no_longer()
    {
        Enter(InboxDoor.Crowd);
        using var stop = new CancellationTokenSource();
        var quiet = _door.QuietAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => quiet);
    }

    private void Enter(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _door.Enter();
        }
    }
}
