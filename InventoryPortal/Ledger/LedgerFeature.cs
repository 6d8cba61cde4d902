using InventoryPortal.Access;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Ledger;

/// <summary>One transaction a change: movement, level, allocation, listings due.</summary>
public static class LedgerFeature
{
    public static IHostApplicationBuilder AddLedger(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(p => new LedgerWriter(
            p.GetRequiredService<IDbContextFactory<PortalDbContext>>(), p.GetRequiredService<CommitSignals>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<FailPoints>()));
        services.AddSingleton(p => new StockStore(
            p.GetRequiredService<LedgerWriter>(), p.GetRequiredService<RightsLookup>(), p.GetRequiredService<DeniedStore>()));
        services.AddSingleton<UndoStore>();
        services.AddSingleton(p => new CountStore(
            p.GetRequiredService<LedgerWriter>(), p.GetRequiredService<RightsLookup>(), p.GetRequiredService<DeniedStore>(), p.GetRequiredService<PortalDatabase>()));
        services.AddSingleton(p => new ReservationStore(
            p.GetRequiredService<LedgerWriter>(), p.GetRequiredService<RightsLookup>(), p.GetRequiredService<DeniedStore>(),
            p.GetRequiredService<PortalDatabase>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new OrderStore(p.GetRequiredService<LedgerWriter>(), p.GetRequiredService<PortalDatabase>()));
        services.AddSingleton<LedgerQueries>();
        services.AddSingleton<LedgerCheck>();
        return builder;
    }
}
