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
    public async Task A_crowd_holds_the_workers_until_one_of_it_has_left()
    {
        var crowd = Enter(InboxDoor.Crowd);
        var quiet = _door.QuietAsync(Token);
        Assert.False(quiet.IsCompleted);
        crowd[0].Dispose();
        await quiet;
        Assert.True(_door.QuietAsync(Token).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_flood_that_does_not_end_delays_the_workers_for_a_moment_only()
    {
        Enter(InboxDoor.Crowd * 2);
        var quiet = _door.QuietAsync(Token);
        Assert.False(quiet.IsCompleted);
        _clock.Advance(InboxDoor.Patience);
        await quiet;
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

    private List<InboxDoor.Visit> Enter(int count) => [.. Enumerable.Range(0, count).Select(_ => _door.Enter())];
}
