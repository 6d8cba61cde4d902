using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Persistence;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InventoryPortal.Intake;

/// <summary>From the channels to the ledger: verify, store, answer; then orders to target quantities.</summary>
public static class IntakeFeature
{
    public static IHostApplicationBuilder AddIntake(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<InboxDoor>();
        services.AddSingleton(p => new InboxStore(
            p.GetRequiredService<ConnectionLookup>(), p.GetRequiredService<AdapterSet>(), p.GetRequiredService<PortalDatabase>(),
            p.GetRequiredService<CommitSignals>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<FailPoints>(), p.GetRequiredService<InboxDoor>()));
        services.AddSingleton<InboxReplay>();
        services.AddSingleton<InboxQueries>();
        services.AddSingleton<EndpointChallenge>();
        services.AddSingleton<InboxHandling>();
        services.AddSingleton<IntakeGauge>();
        services.AddSingleton<OrderPoll>();
        services.AddSingleton<EventQueue>();
        services.AddHostedService<InboxWorker>();
        services.AddHostedService<EventQueueWorker>();
        return builder;
    }
}
