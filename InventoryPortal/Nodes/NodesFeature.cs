using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Nodes;

/// <summary>Several portals on one database: what one commits, the screens of the others show.</summary>
public static class NodesFeature
{
    public static IHostApplicationBuilder AddNodes(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<NodeLinkOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Connection = configuration.GetConnectionString(NodeLinkOptions.ConnectionName) ?? "")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<NodeLinkOptions>, NodeLinkOptionsValidation>();
        services.AddSingleton<NodeLink>();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<RedisProbe>();
        services.AddSingleton<PageCache>();
        services.AddHybridCache(cache => cache.MaximumPayloadBytes = PageCache.MaxBytes);

        // What it says of its second level it says at every call; the bridge says it once.
        builder.Logging.AddFilter("Microsoft.Extensions.Caching.Hybrid", LogLevel.None);

        // A portal that is alone runs none of it.
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(NodeLinkOptions.ConnectionName)))
        {
            services.AddSingleton<IDistributedCache, RedisPages>();

            // Before every other loop, whichever stage it is of: they end in reverse, and what they commit at the end is still told.
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, NodeBridgeWorker>());
        }
        return builder;
    }
}
