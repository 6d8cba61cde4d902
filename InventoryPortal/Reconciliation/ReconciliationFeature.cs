namespace InventoryPortal.Reconciliation;

/// <summary>Does the channel show what we think?</summary>
public static class ReconciliationFeature
{
    public static IHostApplicationBuilder AddReconciliation(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<DriftWriter>();
        services.AddSingleton<DriftStore>();
        services.AddSingleton<ReconcileRun>();
        services.AddSingleton<DiscrepancyQueries>();
        services.AddSingleton<DiscrepancyStore>();
        return builder;
    }
}
