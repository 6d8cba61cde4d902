using InventoryPortal.Domain.Schedules;
using Xunit;

namespace InventoryPortal.Tests.Domain.Schedules;

public sealed class SlotRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Rhythm Daily = Cron.Read("0 2 * * *");
    private static readonly DateTimeOffset Today = Now.AddHours(-10);

    private static readonly SlotFacts DoneToday = new(Today, null, IsRunning: false, IsPaused: false, IsAsked: false);
    private static readonly SlotFacts Due = DoneToday with { Done = Today.AddDays(-1) };

    [Fact]
    public void What_is_due_is_run_and_however_much_was_missed_is_one_run()
    {
        Assert.Equal(SlotStep.Wait, Decide(DoneToday));
        Assert.Equal(SlotStep.RunSlot, Decide(Due));
        Assert.Equal(SlotStep.RunSlot, Decide(Due with { Done = Today.AddDays(-30) }));
    }

    [Fact]
    public void What_somebody_holds_is_left_to_him_until_his_lease_lapses()
    {
        var held = Due with { LeaseUntil = Now.AddTicks(1), IsRunning = true };

        Assert.Equal(SlotStep.Wait, Decide(held));
        Assert.Equal(SlotStep.Wait, Decide(held with { IsAsked = true }));
        Assert.Equal(SlotStep.RunSlot, Decide(held with { LeaseUntil = Now }));
    }

    [Fact]
    public void What_is_paused_waits_unless_somebody_asks()
    {
        Assert.Equal(SlotStep.Wait, Decide(Due with { IsPaused = true }));
        Assert.Equal(SlotStep.RunAsked, Decide(Due with { IsPaused = true, IsAsked = true }));
        Assert.Equal(SlotStep.RunAsked, Decide(DoneToday with { IsAsked = true }));
    }

    [Fact]
    public void Who_asks_does_not_wait_for_the_next_try_after_a_failure()
    {
        var failed = Due with { LeaseUntil = Now.AddMinutes(5) };

        Assert.Equal(SlotStep.Wait, Decide(failed));
        Assert.Equal(SlotStep.RunAsked, Decide(failed with { IsAsked = true }));
    }

    [Fact]
    public void A_new_portal_does_not_begin_with_last_nights_work_but_with_what_comes_every_few_minutes()
    {
        var isNew = Due with { Done = null };

        Assert.Equal(SlotStep.Adopt, Decide(isNew));
        Assert.Equal(SlotStep.RunSlot, SlotRule.Decide(isNew, Cron.Read("*/5 * * * *"), Now, TimeZoneInfo.Utc));
        Assert.Equal(SlotStep.Wait, SlotRule.Decide(isNew with { LeaseUntil = Now.AddMinutes(1) }, Cron.Read("*/5 * * * *"), Now, TimeZoneInfo.Utc));
    }

    private static SlotStep Decide(SlotFacts facts) => SlotRule.Decide(facts, Daily, Now, TimeZoneInfo.Utc);
}
