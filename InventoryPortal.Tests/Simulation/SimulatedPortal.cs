using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace InventoryPortal.Tests.Simulation;

/// <summary>One life of the portal's engine on a database file: the real stages, without their loops and without HTTP.</summary>
public sealed class SimulatedPortal : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IChannelAdapter _channel;
    private readonly TimeProvider _clock;

    public SimulatedPortal(string file, IChannelAdapter channel, TimeProvider clock, Random random)
    {
        (_channel, _clock) = (channel, clock);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Path.GetTempPath() });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Inventory"] = $"Data Source={file}" });
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(random);
        builder.AddPersistence();
        builder.AddAccess();
        builder.AddChannels();
        builder.AddLedger();
        builder.AddIntake();
        builder.AddDispatch();
        builder.Services.RemoveAll<IChannelAdapter>();
        builder.Services.AddSingleton(channel);
        _services = builder.Services.BuildServiceProvider();
        Inbox = new InboxWorker(
            Get<PortalDatabase>(), Get<InboxHandling>(), Get<CommitSignals>(), clock, NullLogger<InboxWorker>.Instance) { Width = 1 };
    }

    internal InboxWorker Inbox { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    internal async Task<DispatchLane> LaneAsync(long channelId, CancellationToken stop) => new(
        (await Get<ConnectionLookup>().FindAsync(channelId, stop))!, _channel, Get<ClaimStore>(), Get<VerdictStore>(),
        Get<LaneGauges>().Open(channelId, _channel.Traits), Get<CommitSignals>(), Get<FailPoints>(), _clock, NullLogger<DispatchLane>.Instance);

    internal async Task<LaneSender> SenderAsync(long channelId, CancellationToken stop) => new(
        (await Get<ConnectionLookup>().FindAsync(channelId, stop))!, _channel, Get<ClaimStore>(), Get<VerdictStore>(),
        Get<LaneGauges>().Open(channelId, _channel.Traits), Get<FailPoints>(), _clock, NullLogger<LaneSender>.Instance);

    public async ValueTask DisposeAsync()
    {
        Inbox.Dispose();
        await _services.DisposeAsync();
    }
}
