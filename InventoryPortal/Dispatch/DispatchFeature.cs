using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InventoryPortal.Dispatch;

/// <summary>From due listings to the channels and back: lanes, batches, verdicts.</summary>
public static class DispatchFeature
{
    public static IHostApplicationBuilder AddDispatch(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<ClaimStore>();
        services.AddSingleton<VerdictStore>();
        services.AddSingleton<LaneGauges>();
        services.AddSingleton<DispatchQueries>();
        services.AddSingleton<AttemptQueries>();
        services.AddSingleton<WorkQueries>();
        services.AddSingleton<DueStore>();
        services.AddHostedService<DispatchWorker>();
        services.AddHostedService<LaneFiguresWorker>();
        return builder;
    }
}
