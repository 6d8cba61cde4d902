using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace InventoryPortal.Tests.Simulation;

/// <summary>One life of the portal on a file: the real stages. Once its fail-points say that it has ended, nothing of it reaches the file.</summary>
internal sealed class SqliteLife : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ChannelTraits _traits;

    public SqliteLife(string file, SimulatedEnvironment around)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Path.GetTempPath() });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Inventory"] = $"Data Source={file}" });
        builder.Services.AddSingleton<TimeProvider>(around.Clock);
        builder.Services.AddSingleton(around.Random);
        builder.AddPersistence();
        builder.AddAccess();
        builder.AddChannels();
        builder.AddLedger();
        builder.AddIntake();
        builder.AddDispatch();
        builder.AddReconciliation();
        builder.Services.RemoveAll<IChannelAdapter>();
        builder.Services.AddSingleton<IChannelAdapter>(around.Channel);
        builder.Services.AddSingleton<FailPoints>(around.FailPoints);
        MakeMortal(builder.Services, around.FailPoints);
        _services = builder.Services.BuildServiceProvider();
        _traits = around.Channel.Traits;
        Inbox = new InboxWorker(
            Get<PortalDatabase>(), Get<InboxHandling>(), Get<ConnectionLookup>(), Get<InboxDoor>(), Get<CommitSignals>(), around.Clock, NullLogger<InboxWorker>.Instance) { Width = 1 };
    }

    public InboxWorker Inbox { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public LaneGauge Gauge(long channelId) => Get<LaneGauges>().Open(channelId, _traits);

    public async ValueTask DisposeAsync()
    {
        Inbox.Dispose();
        await _services.DisposeAsync();
    }

    private static void MakeMortal(IServiceCollection services, SimulatedFailPoints failPoints)
    {
        var real = services.Last(s => s.ServiceType == typeof(IDbContextFactory<PortalDbContext>)).ImplementationType!;
        services.RemoveAll<IDbContextFactory<PortalDbContext>>();
        services.AddSingleton<IDbContextFactory<PortalDbContext>>(p =>
            new MortalFactory((IDbContextFactory<PortalDbContext>)ActivatorUtilities.CreateInstance(p, real), failPoints));
    }

    private sealed class MortalFactory(IDbContextFactory<PortalDbContext> real, SimulatedFailPoints failPoints) : IDbContextFactory<PortalDbContext>
    {
        public PortalDbContext CreateDbContext()
        {
            failPoints.MustLive();
            return real.CreateDbContext();
        }
    }
}
