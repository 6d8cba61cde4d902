using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InventoryPortal.Tests.Support;

/// <summary>The adapters as the portal composes them, which may call this machine.</summary>
public static class TestAdapters
{
    /// <summary>All of them; nothing is called before somebody does.</summary>
    /// <param name="vault">Where rotated secrets go; null for one that nobody looks into.</param>
    /// <param name="notes">Where adapters' notes go; null likewise.</param>
    public static AdapterSet All(TimeProvider? clock = null, ICredentialVault? vault = null, IChannelNotes? notes = null) =>
        Services(clock, vault, notes).GetRequiredService<AdapterSet>();

    /// <summary>The same with everything that they are made of.</summary>
    public static IServiceProvider Services(TimeProvider? clock = null, ICredentialVault? vault = null, IChannelNotes? notes = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Outbound:AllowedNetworks:0"] = "127.0.0.0/8" });
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton(vault ?? new MemoryVault());
        builder.Services.AddSingleton(notes ?? new MemoryNotes());
        builder.AddChannels();
        return builder.Build().Services;
    }
}
