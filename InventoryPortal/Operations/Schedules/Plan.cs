using Coravel.Scheduling.Schedule.Interfaces;

namespace InventoryPortal.Operations.Schedules;

/// <summary>What runs when. Tasks on different workers do not wait for each other; none overlaps itself.</summary>
internal static class Plan
{
    public static void Lay(IScheduler scheduler)
    {
        scheduler.OnWorker("sweep");
        scheduler.Schedule<DueWorkTask>().EveryMinute().PreventOverlapping(nameof(DueWorkTask));
        scheduler.Schedule<ReservationExpiryTask>().EveryMinute().PreventOverlapping(nameof(ReservationExpiryTask));
        scheduler.Schedule<SettingsTask>().EveryMinute().PreventOverlapping(nameof(SettingsTask));

        // Four looks a minute: a channel polled every minute is not found due a moment too late and left for another.
        scheduler.OnWorker("polls");
        scheduler.Schedule<OrderPollTask>().EveryFifteenSeconds().PreventOverlapping(nameof(OrderPollTask));

        // The look is one small read; a channel connected just now hears of our address within seconds.
        scheduler.OnWorker("webhooks");
        scheduler.Schedule<WebhookCheckTask>().EveryFiveSeconds().PreventOverlapping(nameof(WebhookCheckTask));

        scheduler.OnWorker("night");
        scheduler.Schedule<NightTask>().EveryMinute().PreventOverlapping(nameof(NightTask));
        scheduler.Schedule<HealthTask>().EveryMinute().PreventOverlapping(nameof(HealthTask));
        scheduler.Schedule<RiskTask>().EveryMinute().PreventOverlapping(nameof(RiskTask));
        scheduler.Schedule<SilenceTask>().EveryMinute().PreventOverlapping(nameof(SilenceTask));
    }
}
